import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EnvironmentQuery, ExecutionPage, ExecutionStore } from '@sluice/core';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { createSqliteStore } from '../src/index.ts';
import { executionOf } from './execution-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('fills every page that is filtered by pipeline or tenant but the last', async () => {
  const store = createSqliteStore({ path: ':memory:' });
  for (let index = 0; index < 30; index += 1) {
    const tenantId = index % 10 === 0 ? 'acme' : 'other';
    await store.create(executionOf(String(index), { createdAt: index, tenantId }), []);
  }
  const query = { environment: 'dev', tenantId: 'acme' };
  const first = await store.listByEnvironment({ ...query, limit: 2 });
  expect(idsOf(first)).toEqual(['20', '10']);
  const second = await store.listByEnvironment({ ...query, limit: 1, cursor: first.cursor });
  expect(idsOf(second)).toEqual(['0']);
  expect(second.cursor).toBeUndefined();
  await store.close();
});

it('looks at 2000 executions in one call for a status that few have, and goes on from there', async () => {
  const path = join(folder, 'rare.db');
  const store = createSqliteStore({ path });
  await store.create(executionOf('oldest', { status: 'failed', createdAt: 0 }), []);
  const database = new DatabaseSync(path);
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
    INSERT INTO executions SELECT 'other-' || n, 1, 'dev', 'bootstrap', NULL, 'running', 0, n, n, '{}' FROM numbers`);
  database.close();
  await store.create(executionOf('newest', { status: 'failed', createdAt: 10_000 }), []);

  const pages = await readAll(store, { environment: 'dev', status: 'failed', limit: 5 });
  expect(pages.map(idsOf)).toEqual([['newest'], [], ['oldest']]);
  await store.close();
});

it('sorts nothing and sifts nothing: every listing reads an index that is in its order', () => {
  const { database, statements } = openDatabase(':memory:');
  const indexes = {
    selectOfEnvironment: 'executions_of_environment (environment=? AND created_at>?',
    selectOfPipeline: 'executions_of_pipeline (environment=? AND pipeline_type=? AND created_at>?',
    selectOfTenant: 'executions_of_tenant (environment=? AND tenant_id=? AND created_at>?',
    selectOfBoth: 'executions_of_both (environment=? AND pipeline_type=? AND tenant_id=? AND created_at>?',
    selectUnfinished: 'executions_unfinished ((updated_at,execution_id)>(?,?))',
    selectForgettable: 'executions_finished (updated_at<?)',
  } as const;
  for (const [name, index] of Object.entries(indexes)) {
    const { sourceSQL } = statements[name as keyof typeof indexes];
    const steps = database
      .prepare(`EXPLAIN QUERY PLAN ${sourceSQL}`)
      .all()
      .map((row) => String(row['detail']));
    expect(steps[0]).toContain(`SEARCH executions USING INDEX ${index}`);
    expect(steps.join('\n')).not.toMatch(/TEMP B-TREE|SCAN executions/);
  }
  database.close();
});

it('refuses the cursor of another listing', async () => {
  const store = createSqliteStore({ path: ':memory:' });
  for (const id of ['1', '2']) await store.create(executionOf(id), []);
  const { cursor } = await store.listByEnvironment({ environment: 'dev', limit: 1 });
  await expect(store.listByEnvironment({ environment: 'prod', limit: 1, cursor })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  await expect(store.listUnfinished({ limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid_request' });
  await store.close();
});

async function readAll(store: ExecutionStore, query: EnvironmentQuery): Promise<readonly ExecutionPage[]> {
  const pages = [await store.listByEnvironment(query)];
  for (let cursor = pages[0]?.cursor; cursor !== undefined; cursor = pages.at(-1)?.cursor) {
    pages.push(await store.listByEnvironment({ ...query, cursor }));
  }
  return pages;
}

function idsOf(page: ExecutionPage): readonly string[] {
  return page.executions.map(({ executionId }) => executionId);
}
