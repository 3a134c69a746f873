import { once } from 'node:events';
import { createServer } from 'node:http';
import { DescribeTableCommand, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ExecutionStore } from '@sluice/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createDynamoDbStore,
  ENVIRONMENT_INDEX,
  executionTable,
  TTL_ATTRIBUTE,
  UNFINISHED_INDEX,
} from '../src/index.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';
import { executionOf, next } from './execution-of.ts';
import { injectFaults } from './faults.ts';

vi.setConfig({ testTimeout: 60_000 });

const NOW = 1_767_225_600_000;

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

let tableCount = 0;
let tableName: string;
let client: DynamoDBClient;
let store: ExecutionStore;
beforeEach(async () => {
  tableCount += 1;
  tableName = `table-${tableCount}`;
  await server.createTable(tableName);
  client = server.createClient();
  store = createDynamoDbStore({ client, tableName, now: () => NOW });
});

/** Reads an item as it is stored. */
async function readItem(pk: string, sk: string): Promise<Record<string, unknown> | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } }),
  );
  return Item;
}

describe('the table', () => {
  it('is billed per request and has both indexes', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual([
      ENVIRONMENT_INDEX,
      UNFINISHED_INDEX,
    ]);
    expect(executionTable('sluice')).toMatchObject({ TableName: 'sluice', BillingMode: 'PAY_PER_REQUEST' });
  });

  it('keeps a claim that has a time until then, in seconds, and frees the others when the execution finishes', async () => {
    await store.create(executionOf('1'), [{ name: 'key:1', until: NOW + 1500 }, { name: 'slot:1' }]);
    expect(await readItem('claim#slot:1', 'claim')).toMatchObject({ holder: { S: '1' } });
    await store.update(next(executionOf('1'), { status: 'succeeded' }));
    expect(await readItem('claim#slot:1', 'claim')).toBeUndefined();
    expect(await readItem('claim#key:1', 'claim')).toMatchObject({
      holder: { S: '1' },
      [TTL_ATTRIBUTE]: { N: String((NOW + 2000) / 1000) },
    });
  });

  it('has an execution in the index of the unfinished until it finishes, and never gives it a time to live', async () => {
    await store.create(executionOf('1'), []);
    const before = await readItem('execution#1', 'execution');
    expect(before).toHaveProperty('unfinishedShard');
    expect(before).not.toHaveProperty(TTL_ATTRIBUTE);
    await store.update(next(executionOf('1'), { status: 'lost' }));
    const after = await readItem('execution#1', 'execution');
    expect(after).not.toHaveProperty('unfinishedShard');
    expect(after).not.toHaveProperty('changedOrder');
    expect(after).not.toHaveProperty(TTL_ATTRIBUTE);
  });

  it('forgets a creation that came to nothing', async () => {
    const dying = server.createClient({ maxAttempts: 1 });
    injectFaults(dying, (index) => (index < 3 ? undefined : 'unsent'));
    const dyingStore = createDynamoDbStore({ client: dying, tableName, now: () => NOW });
    await expect(dyingStore.create(executionOf('1'), [{ name: 'slot:1' }])).rejects.toThrow();
    expect(await readItem('execution#1', 'execution')).toMatchObject({ phase: { S: 'pending' }, [TTL_ATTRIBUTE]: {} });
    expect(await store.get('1')).toBeUndefined();
    expect((await store.listByEnvironment({ environment: 'dev', limit: 10 })).executions).toEqual([]);
    expect((await store.listUnfinished({ limit: 10 })).executions).toEqual([]);
    expect(await store.update(next(executionOf('1')))).toBe(false);
  });
});

describe('a listing', () => {
  it('fills every page of a filtered listing but the last, however few executions pass the filter', async () => {
    for (let index = 0; index < 260; index += 1) {
      await store.record(
        executionOf(String(index), { createdAt: index, tenantId: index % 50 === 0 ? 'acme' : 'other' }),
      );
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

  it('asks an index and scans nothing', async () => {
    const targets: string[] = [];
    client.middlewareStack.add(
      (following) => async (args) => {
        targets.push((args.request as { headers: Record<string, string> }).headers['x-amz-target'] ?? '');
        return following(args);
      },
      { step: 'finalizeRequest' },
    );
    await store.listByEnvironment({ environment: 'dev', status: 'running', limit: 5 });
    await store.listUnfinished({ limit: 5 });
    await store.listEvents('1');
    expect(new Set(targets)).toEqual(new Set(['DynamoDB_20120810.Query']));
  });

  it('refuses the cursor of another listing', async () => {
    for (const id of ['1', '2']) await store.create(executionOf(id), []);
    const { cursor } = await store.listByEnvironment({ environment: 'dev', limit: 1 });
    await expect(store.listByEnvironment({ environment: 'prod', limit: 1, cursor })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(store.listUnfinished({ limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('an execution', () => {
  it('that is too large is refused before anything is written, with the size that is allowed', async () => {
    const large = executionOf('1', { parameters: { text: 'é'.repeat(180_000) } });
    await expect(store.create(large, [{ name: 'slot:1' }])).rejects.toMatchObject({
      code: 'request_too_large',
      message: expect.stringMatching(/has 352 KB, but the store takes 326 KB/),
    });
    expect(await store.create(executionOf('2'), [{ name: 'slot:1' }])).toEqual({ created: true });
  });

  it('that is as large as is allowed can still grow by what its run adds', async () => {
    const execution = executionOf('1', { parameters: { text: 'x'.repeat(333_000) } });
    expect(await store.create(execution, [])).toEqual({ created: true });
    const stages = Array.from({ length: 800 }, (_, index) => ({
      name: `stage number ${index}`,
      status: 'pending' as const,
    }));
    const started = next(execution, { status: 'running', run: { id: '1', rawStatus: 'running', stages } });
    expect(await store.update(started)).toBe(true);
    await store.appendEvent({
      type: 'execution.running',
      executionId: '1',
      version: 2,
      at: 1,
      actor: 'a',
      execution: started,
    });
    expect(await store.get('1')).toEqual(started);
  });

  it('can not be created with the id of a creation that lost its claims', async () => {
    const dying = server.createClient({ maxAttempts: 1 });
    injectFaults(dying, (index) => (index === 3 ? 'unsent' : undefined));
    const dyingStore = createDynamoDbStore({ client: dying, tableName, now: () => NOW });
    await expect(dyingStore.create(executionOf('1'), [{ name: 'slot:1' }])).rejects.toThrow();
    await expect(store.create(executionOf('1'), [])).rejects.toMatchObject({
      code: 'internal_error',
      message: expect.stringContaining('used before'),
    });
  });
});

describe('a failing database', () => {
  it('is store_unavailable when the table does not exist, and says what to do', async () => {
    const lost = createDynamoDbStore({ client, tableName: 'no-such-table' });
    const calls = [
      () => lost.get('1'),
      () => lost.create(executionOf('1'), []),
      () => lost.update(executionOf('1')),
      () => lost.listUnfinished({ limit: 1 }),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        code: 'store_unavailable',
        retryable: false,
        message: expect.stringContaining('table does not exist: create it'),
      });
    }
  });

  it('is store_unavailable when it can not be reached, without its address or credentials', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await new Promise((resolve) => closed.close(resolve));
    const endpoint = `http://127.0.0.1:${port}`;
    const away = createDynamoDbStore({ client: server.createClient({ endpoint, maxAttempts: 1 }), tableName });
    const error = await away.get('1').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'store_unavailable', retryable: true });
    expect(JSON.stringify(error)).toContain('Ask again');
    expect(JSON.stringify(error)).not.toMatch(/127\.0\.0\.1|test/);
  });

  it('is store_unavailable when there are no credentials, and says who needs which', async () => {
    const credentials = async (): Promise<never> => {
      throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    };
    const anonymous = createDynamoDbStore({ client: server.createClient({ credentials }), tableName });
    await expect(anonymous.get('1')).rejects.toMatchObject({
      code: 'store_unavailable',
      retryable: false,
      message: expect.stringContaining('give this server credentials'),
    });
  });

  it('of another shape is store_unavailable, and says which shape is right', async () => {
    const wrong = createDynamoDbStore({ client, tableName: 'x' });
    await expect(wrong.get('1')).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('executionTable()'),
    });
  });
});

it("leaves the client open when it is closed, since the client is the caller's", async () => {
  await store.close();
  expect(await createDynamoDbStore({ client, tableName }).get('1')).toBeUndefined();
});
