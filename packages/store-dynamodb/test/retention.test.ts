import { randomUUID } from 'node:crypto';
import type { Execution, ExecutionStore } from '@sluice/core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createDynamoDbStore, TTL_ATTRIBUTE } from '../src/index.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';
import { executionOf, next } from './execution-of.ts';

vi.setConfig({ testTimeout: 60_000 });

const START = 1_767_225_600_000;
const DAYS_30_SECONDS = 30 * 24 * 60 * 60;

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

let tableName: string;
let store: ExecutionStore;
beforeEach(async () => {
  tableName = `table-${randomUUID()}`;
  await server.createTable(tableName);
  store = open(30);
});

function open(retentionDays?: number): ExecutionStore {
  return createDynamoDbStore({ client: server.createClient(), tableName, retentionDays, now: () => START });
}

/** The times to live of an execution and of its events, each once. */
async function timesToLive(executionId: string): Promise<readonly unknown[]> {
  const items = await server.readTable(tableName);
  const own = items.filter(({ pk }) => pk === `execution#${executionId}`);
  return [...new Set(own.map((item) => item[TTL_ATTRIBUTE]))];
}

/** Creates an execution and takes it to a version. */
async function liveUntil(version: number): Promise<Execution> {
  let execution = executionOf('1', { updatedAt: START });
  await store.create(execution, [{ name: 'slot:1' }]);
  while (execution.version < version) {
    execution = next(execution, { status: 'running' });
    await store.update(execution);
  }
  return execution;
}

it('gives nothing a time to live that has not finished', async () => {
  await liveUntil(4);
  expect(await timesToLive('1')).toEqual([undefined]);
});

it('gives an execution and its whole trail a time to live when it finishes, in seconds, rounded up', async () => {
  const running = await liveUntil(60);
  await store.update(next(running, { status: 'failed', updatedAt: START + 1 }));
  expect(await timesToLive('1')).toEqual([START / 1000 + 1 + DAYS_30_SECONDS]);
  expect(await store.listEvents('1')).toHaveLength(61);
});

it('counts from the last change of what has finished, for its trail too', async () => {
  const running = await liveUntil(3);
  const failed = next(running, { status: 'failed', updatedAt: START });
  await store.update(failed);
  await store.update(next(failed, { updatedAt: START + 5000 }));
  expect(await timesToLive('1')).toEqual([START / 1000 + 5 + DAYS_30_SECONDS]);
});

it('gives a copy a time to live when it has finished, and not before', async () => {
  await store.record(executionOf('copy', { status: 'running', updatedAt: START }));
  expect(await timesToLive('copy')).toEqual([undefined]);
  await store.record(executionOf('copy', { version: 2, status: 'lost', updatedAt: START }));
  expect(await timesToLive('copy')).toEqual([START / 1000 + DAYS_30_SECONDS]);
});

it('keeps everything for ever unless it is told otherwise', async () => {
  store = open();
  const running = await liveUntil(3);
  await store.update(next(running, { status: 'succeeded' }));
  expect(await timesToLive('1')).toEqual([undefined]);
});

it.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses retentionDays of %s', (retentionDays) => {
  expect(() => open(retentionDays)).toThrow(/retentionDays is .* 1 or more/);
});
