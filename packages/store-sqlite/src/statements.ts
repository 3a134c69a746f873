import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The SQL of the store, prepared once. */
export type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

const INSERT_EXECUTION = `
    INSERT INTO executions (execution_id, version, environment, pipeline_type, tenant_id, status, finished,
      created_at, updated_at, execution)
    VALUES (:executionId, :version, :environment, :pipelineType, :tenantId, :status, :finished,
      :createdAt, :updatedAt, :execution)
    ON CONFLICT (execution_id)`;

const SQL = {
  updateExecution: `
    UPDATE executions
    SET version = :version, status = :status, finished = :finished, updated_at = :updatedAt, execution = :execution
    WHERE execution_id = :executionId AND version = :version - 1`,

  insertExecution: `${INSERT_EXECUTION} DO NOTHING` as string,

  writeExecution: `${INSERT_EXECUTION} DO UPDATE
    SET version = excluded.version, environment = excluded.environment, pipeline_type = excluded.pipeline_type,
      tenant_id = excluded.tenant_id, status = excluded.status, finished = excluded.finished,
      created_at = excluded.created_at, updated_at = excluded.updated_at, execution = excluded.execution
    WHERE version < excluded.version` as string,

  // Read most of all; a parameter without a name is bound without looking for it.
  selectExecution: 'SELECT execution FROM executions WHERE execution_id = ?',

  selectOfEnvironment: newestFirst('executions_of_environment', 'environment = :environment') as string,
  selectOfPipeline: newestFirst(
    'executions_of_pipeline',
    'environment = :environment AND pipeline_type = :pipelineType',
  ) as string,
  selectOfTenant: newestFirst('executions_of_tenant', 'environment = :environment AND tenant_id = :tenantId') as string,
  selectOfBoth: newestFirst(
    'executions_of_both',
    'environment = :environment AND pipeline_type = :pipelineType AND tenant_id = :tenantId',
  ) as string,

  selectUnfinished: `
    SELECT updated_at AS time, execution_id, execution FROM executions
    WHERE finished = 0 AND (updated_at, execution_id) > (:time, :executionId)
    ORDER BY updated_at, execution_id
    LIMIT :rows`,

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

  acquireLease: `
    INSERT INTO leases (name, holder, held_until) VALUES (:name, :holder, :until)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
    WHERE holder = excluded.holder OR held_until <= :now`,
  releaseLease: 'DELETE FROM leases WHERE name = :name AND holder = :holder',

  selectForgettable: `
    SELECT execution_id FROM executions
    WHERE finished = 1 AND updated_at < :before
      AND NOT EXISTS (SELECT 1 FROM claims WHERE claims.execution_id = executions.execution_id)
    ORDER BY updated_at
    LIMIT :rows`,
  deleteEvents: 'DELETE FROM events WHERE execution_id = :executionId',
  deleteExecution: 'DELETE FROM executions WHERE execution_id = :executionId',

  selectMeta: 'SELECT value FROM meta WHERE name = :name',
  insertMeta: 'INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING',
} as const;

/**
 * Reads executions in the order of an index that begins with the columns of the condition; left to itself, SQLite takes
 * another one and sifts. One that its status keeps from the page is a row without an execution: who reads sees how far
 * it came.
 */
function newestFirst(index: string, condition: string): string {
  return `
    SELECT created_at AS time, execution_id,
      CASE WHEN :statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)) THEN execution END AS execution
    FROM executions INDEXED BY ${index}
    WHERE ${condition} AND created_at >= :from AND (created_at, execution_id) < (:time, :executionId)
    ORDER BY created_at DESC, execution_id DESC
    LIMIT :rows`;
}

/** Prepares the SQL of the store. */
export function prepareStatements(database: DatabaseSync): Statements {
  const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as Statements;
}
