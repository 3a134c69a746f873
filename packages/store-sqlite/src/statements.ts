import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The SQL of the store, prepared once. */
export type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

const SQL = {
  updateExecution: `
    UPDATE executions
    SET version = :version, environment = :environment, pipeline_type = :pipelineType, tenant_id = :tenantId,
      status = :status, finished = :finished, created_at = :createdAt, updated_at = :updatedAt, execution = :execution
    WHERE execution_id = :executionId AND version = :version - 1`,

  writeExecution: `
    INSERT INTO executions (execution_id, version, environment, pipeline_type, tenant_id, status, finished,
      created_at, updated_at, execution)
    VALUES (:executionId, :version, :environment, :pipelineType, :tenantId, :status, :finished,
      :createdAt, :updatedAt, :execution)
    ON CONFLICT (execution_id) DO UPDATE
    SET version = excluded.version, environment = excluded.environment, pipeline_type = excluded.pipeline_type,
      tenant_id = excluded.tenant_id, status = excluded.status, finished = excluded.finished,
      created_at = excluded.created_at, updated_at = excluded.updated_at, execution = excluded.execution
    WHERE version < excluded.version`,

  selectExecution: 'SELECT execution FROM executions WHERE execution_id = :executionId',

  selectOfEnvironment: `
    SELECT execution FROM executions
    WHERE environment = :environment
      AND (created_at, execution_id) < (:time, :executionId)
      AND (:pipelineType IS NULL OR pipeline_type = :pipelineType)
      AND (:tenantId IS NULL OR tenant_id = :tenantId)
      AND (:status IS NULL OR status = :status)
    ORDER BY created_at DESC, execution_id DESC
    LIMIT :limit`,

  selectUnfinished: `
    SELECT execution FROM executions
    WHERE finished = 0 AND (updated_at, execution_id) > (:time, :executionId)
    ORDER BY updated_at, execution_id
    LIMIT :limit`,

  selectClaim: 'SELECT execution_id FROM claims WHERE name = :name',
  insertClaim: `
    INSERT INTO claims (name, execution_id, held_until) VALUES (:name, :executionId, :until)
    ON CONFLICT (name) DO NOTHING`,
  deleteExpiredClaims: 'DELETE FROM claims WHERE held_until <= :now',
  deleteClaims: 'DELETE FROM claims WHERE execution_id = :executionId AND held_until IS NULL',

  insertEvent: `
    INSERT INTO events (execution_id, version, event) VALUES (:executionId, :version, :event)
    ON CONFLICT (execution_id, version) DO NOTHING`,
  selectEvents: 'SELECT event FROM events WHERE execution_id = :executionId ORDER BY version',
} as const;

/** Prepares the SQL of the store. */
export function prepareStatements(database: DatabaseSync): Statements {
  const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as Statements;
}
