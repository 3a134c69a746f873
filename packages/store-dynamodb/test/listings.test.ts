import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ExecutionStore } from '@sluice/core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createDynamoDbStore } from '../src/index.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';
import { executionOf } from './execution-of.ts';

vi.setConfig({ testTimeout: 60_000 });

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

let tableCount = 0;
let client: DynamoDBClient;
let store: ExecutionStore;
beforeEach(async () => {
  tableCount += 1;
  const tableName = `table-${tableCount}`;
  await server.createTable(tableName);
  client = server.createClient();
  store = createDynamoDbStore({ client, tableName });
});

/** Counts the requests of the client, by the operation. */
function watchRequests(): Map<string, number> {
  const counts = new Map<string, number>();
  client.middlewareStack.add(
    (following) => async (args) => {
      const target = (args.request as { headers: Record<string, string> }).headers['x-amz-target'] ?? '';
      const operation = target.slice(target.indexOf('.') + 1);
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      return following(args);
    },
    { step: 'finalizeRequest' },
  );
  return counts;
}

it('fills every page of a filtered listing but the last, however few executions pass the filter', async () => {
  for (let index = 0; index < 260; index += 1) {
    await store.record(executionOf(String(index), { createdAt: index, tenantId: index % 50 === 0 ? 'acme' : 'other' }));
  }
  const query = { environment: 'dev', tenantId: 'acme', limit: 4 };
  const first = await store.listByEnvironment(query);
  expect(first.executions.map(({ executionId }) => executionId)).toEqual(['250', '200', '150', '100']);
  const second = await store.listByEnvironment({ ...query, cursor: first.cursor });
  expect(second.executions.map(({ executionId }) => executionId)).toEqual(['50', '0']);
  expect(second.cursor).toBeUndefined();
});

it('has no cursor when it ends exactly with a page', async () => {
  for (const id of ['1', '2', '3']) await store.create(executionOf(id), []);
  expect((await store.listByEnvironment({ environment: 'dev', limit: 3 })).cursor).toBeUndefined();
  expect((await store.listUnfinished({ limit: 3 })).cursor).toBeUndefined();
});

it('goes through pages of a megabyte', async () => {
  const parameters = { text: 'x'.repeat(250_000) };
  for (let index = 0; index < 12; index += 1) await store.create(executionOf(`${index}`, { parameters }), []);
  expect((await store.listByEnvironment({ environment: 'dev', limit: 20 })).executions).toHaveLength(12);
  expect((await store.listUnfinished({ limit: 20 })).executions).toHaveLength(12);
});

it('asks indexes and partitions, and scans nothing', async () => {
  const requests = watchRequests();
  await store.listByEnvironment({ environment: 'dev', status: 'running', limit: 5 });
  await store.listUnfinished({ limit: 5 });
  await store.listEvents('1');
  expect([...requests.keys()].sort()).toEqual(['GetItem', 'Query']);
});

it('refuses the cursor of another listing', async () => {
  for (const id of ['1', '2']) await store.create(executionOf(id), []);
  const { cursor } = await store.listByEnvironment({ environment: 'dev', limit: 1 });
  await expect(store.listByEnvironment({ environment: 'prod', limit: 1, cursor })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  await expect(store.listUnfinished({ limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid_request' });
});

it('makes ten requests in one call for a filter that matches nothing for long, and goes on from there', async () => {
  const parameters = { text: 'x'.repeat(250_000) };
  const largeOnes = Array.from({ length: 60 }, (_, index) =>
    executionOf(`${index}`, { createdAt: index + 1, parameters }),
  );
  await store.record(executionOf('oldest', { status: 'failed', createdAt: 0 }));
  await Promise.all(largeOnes.map((execution) => store.record(execution)));
  await store.record(executionOf('newest', { status: 'failed', createdAt: 100 }));
  const requests = watchRequests();

  const query = { environment: 'dev', status: 'failed', limit: 5 } as const;
  const first = await store.listByEnvironment(query);
  expect(first.executions.map(({ executionId }) => executionId)).toEqual(['newest']);
  expect(requests.get('Query')).toBe(10);
  const second = await store.listByEnvironment({ ...query, cursor: first.cursor });
  expect(second.executions.map(({ executionId }) => executionId)).toEqual(['oldest']);
  expect(second.cursor).toBeUndefined();
});

it('asks for nothing when no execution can match', async () => {
  const requests = watchRequests();
  expect(await store.listByEnvironment({ environment: 'dev', status: [], limit: 5 })).toEqual({ executions: [] });
  const empty = { environment: 'dev', createdFrom: 2, createdUntil: 2, limit: 5 };
  expect(await store.listByEnvironment(empty)).toEqual({ executions: [] });
  expect(requests.size).toBe(0);
});
