import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSqliteStore } from '@sluice/store-sqlite';
import { executionOf } from './executions.ts';
import type { FilledStore } from './measure.ts';

/** Makes a file of the store and fills it past the store, in one transaction: a commit each would take minutes. */
export async function fillSqlite(folder: string, size: number): Promise<FilledStore> {
  const path = join(folder, `${size}.db`);
  const store = createSqliteStore({ path });
  const database = new DatabaseSync(path);
  const insert = database.prepare(`
    INSERT INTO executions (execution_id, version, environment, pipeline_type, tenant_id, status, finished,
      created_at, updated_at, execution)
    VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?)`);
  database.exec('BEGIN');
  for (let index = 0; index < size; index += 1) {
    const execution = executionOf(index);
    const {
      executionId,
      version,
      environment,
      pipelineType,
      tenantId = null,
      status,
      createdAt,
      updatedAt,
    } = execution;
    const json = JSON.stringify(execution);
    insert.run(executionId, version, environment, pipelineType, tenantId, status, createdAt, updatedAt, json);
  }
  database.exec('COMMIT');
  database.close();
  return { store, size };
}
