import { once } from 'node:events';
import { createServer } from 'node:http';
import { DescribeTableCommand, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Execution, type ExecutionStore, eventOf } from '@sluice/core';
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

async function setAttribute(pk: string, sk: string, attribute: string, value: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET #attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': { S: value } },
    }),
  );
}

async function readExecution(executionId: string): Promise<Execution> {
  const execution = await store.get(executionId);
  if (execution === undefined) throw new Error('There is no such execution.');
  return execution;
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
    const succeeded = next(started, { status: 'succeeded' });
    expect(await store.update(succeeded)).toBe(true);
    expect(await store.get('1')).toEqual(succeeded);
    expect(await store.listEvents('1')).toEqual([execution, started, succeeded].map(eventOf));
  });

  it('that has grown to the largest size keeps its whole trail', async () => {
    const small = executionOf('1');
    const padding = 390 * 1024 - JSON.stringify(next(small, { parameters: { text: '' } })).length;
    const largest = next(small, { parameters: { text: 'x'.repeat(padding) } });
    await store.create(small, []);
    expect(await store.update(largest)).toBe(true);
    const again = next(largest, { parameters: {} });
    expect(await store.update(again)).toBe(true);
    expect(await store.listEvents('1')).toEqual([small, largest, again].map(eventOf));
    const tooLarge = next(again, { parameters: { text: 'x'.repeat(padding + 1) } });
    await expect(store.update(tooLarge)).rejects.toMatchObject({ code: 'request_too_large' });
    expect(await store.get('1')).toEqual(again);
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

describe('an execution of version 0.1.0', () => {
  it('says what made it what it is, though that stood in its events alone', async () => {
    const { lastChange: _, ...released } = executionOf('1', { status: 'running', version: 2 });
    await store.create(executionOf('1'), []);
    await store.update(next(executionOf('1'), { status: 'running' }));
    await setAttribute('execution#1', 'execution', 'execution', JSON.stringify(released));
    expect(await store.get('1')).toEqual({ ...released, lastChange: { type: 'execution.running', actor: 'sluice' } });
    expect((await store.listEvents('1')).map(({ type }) => type)).toEqual(['execution.starting', 'execution.running']);
    expect(await store.update(next(await readExecution('1'), { status: 'succeeded' }))).toBe(true);
    expect((await store.listEvents('1')).map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('shows the events that it was given then', async () => {
    const { lastChange: _, ...released } = executionOf('1');
    await store.create(executionOf('1'), []);
    await setAttribute('execution#1', 'execution', 'execution', JSON.stringify(released));
    const event = {
      type: 'execution.starting',
      executionId: '1',
      version: 1,
      at: 1,
      actor: 'bob',
      execution: released,
    };
    await setAttribute('execution#1', 'event#000000000001', 'event', JSON.stringify(event));
    expect(await store.listEvents('1')).toEqual([event]);
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
