import { randomUUID } from 'node:crypto';
import type { ExecutionStore } from '@sluice/core';
import type { JournalRequest, RequestJournal } from '@sluice/store-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMcpProxy, type McpProxyOptions } from '../src/index.ts';
import { startDynamoDb, type TestDynamoDb } from './support/dynamodb.ts';
import { deadAddress } from './support/http-server.ts';
import { contextFor, opened } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';
import {
  type Asked,
  cancel,
  createProxyBench,
  deploy,
  follow,
  json,
  list,
  problem,
  type Respond,
  running,
} from './support/proxy-bench.ts';

const proxy = createProxyBench();

let dynamoDb: TestDynamoDb;
let store: ExecutionStore;
let journal: RequestJournal;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
}, 30_000);
afterAll(() => dynamoDb.close());
beforeEach(async () => {
  const tableName = randomUUID();
  store = await dynamoDb.createStore(tableName);
  journal = dynamoDb.openJournal(tableName);
});

function ask(asked: Asked, options: Partial<McpProxyOptions> = {}): ReturnType<typeof proxy.ask> {
  return proxy.ask({ ...asked, options: { store: async () => store, journal: async () => journal, ...options } });
}

function listOpen(): Promise<readonly JournalRequest[]> {
  return journal.listOpen({ environment: 'dev', now: proxy.clock.now(), limit: 10 });
}

describe('what is asked for', () => {
  it('is remembered before the server is asked, without its parameters', async () => {
    let openThen: readonly JournalRequest[] = [];
    const askedAt = proxy.clock.now();
    proxy.respond = (request, response) => {
      void listOpen().then((open) => {
        openThen = open;
        json(202, running)(request, response);
      });
    };
    expect(await ask(deploy)).toMatchObject({ status: 200 });
    expect(openThen).toEqual([
      {
        requestId: 'request-1',
        pipelineType: 'bootstrap',
        environment: 'dev',
        tenantId: 'acme',
        sessionId: 'session-1',
        askedAt,
      },
    ]);
  });

  it('is settled by the execution that it was answered with, which is recorded', async () => {
    await ask(deploy);
    expect(await listOpen()).toEqual([]);
    expect(await store.get('exec-1')).toMatchObject({ version: 3, status: 'running', run: { id: '77' } });
  });

  it.each<[string, Respond]>([
    ['a refusal', problem(409, 'concurrency_conflict', { execution_id: 'exec-0' })],
    ['a key that is refused', problem(401, 'unauthenticated')],
    ['too many requests', problem(429, 'rate_limited')],
  ])('is settled by %s, after which nothing is under way', async (_, refusal) => {
    proxy.respond = refusal;
    await ask(deploy);
    expect(await listOpen()).toEqual([]);
  });

  it('is settled when the server can not be reached', async () => {
    await ask(deploy, { serverUrl: await deadAddress() });
    expect(await listOpen()).toEqual([]);
  });

  it.each<[string, Respond]>([
    ['there is no answer', (request) => request.socket.destroy()],
    ['the answer can not be read', json(202, '<html></html>')],
    ['the server failed', problem(500, 'internal_error')],
    ['its store failed', problem(503, 'store_unavailable')],
  ])('stays open when %s, so that the memory can tell of it', async (_, respond) => {
    proxy.respond = respond;
    await ask(deploy);
    expect(await listOpen()).toMatchObject([{ requestId: 'request-1', pipelineType: 'bootstrap' }]);
    expect((await store.listByEnvironment({ environment: 'dev', limit: 10 })).executions).toEqual([]);
  });

  it('is not remembered when it can not be sent as it is', async () => {
    await ask({ ...deploy, properties: texts({ region: 'eu-west-1' }) });
    expect(await listOpen()).toEqual([]);
  });
});

describe('what is not an execution', () => {
  it('is recorded where it is answered with one, and never in the journal', async () => {
    const unused: RequestJournal = { ...journal, open: () => Promise.reject(new Error('opened')) };
    for (const asked of [follow, cancel]) await ask(asked, { journal: async () => unused });
    proxy.respond = json(200, { executions: [] });
    await ask(list, { journal: async () => unused });
    expect(proxy.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(await store.get('exec-1')).toMatchObject({ executionId: 'exec-1' });
  });
});

const HANGING: RequestJournal = {
  open: () => new Promise(() => {}),
  settle: () => new Promise(() => {}),
  listOpen: () => new Promise(() => {}),
};

describe('a journal that fails', () => {
  it.each<[string, McpProxyOptions['journal']]>([
    ['when it is opened', () => Promise.reject(new Error('10.0.0.7 said no'))],
    [
      'when it is written',
      async () => ({
        ...HANGING,
        open: () => Promise.reject(new Error('10.0.0.7 said no')),
        settle: () => Promise.reject(new Error('10.0.0.7 said no')),
      }),
    ],
  ])('%s stops nothing, and is logged', async (_, broken) => {
    expect(await ask(deploy, { journal: broken })).toMatchObject({ status: 200, body: { execution_id: 'exec-1' } });
    const messages = proxy.logger.lines.filter(({ level }) => level === 'error').map(({ message }) => message);
    expect(messages).toEqual([
      'The request could not be remembered before it was sent',
      'What became of the request could not be remembered, so it counts as unanswered',
    ]);
    expect(JSON.stringify(proxy.logger.lines)).not.toContain('10.0.0.7');
    expect(await store.get('exec-1')).toMatchObject({ status: 'running' });
  });

  it('because the table hangs leaves most of the time to the server, and the answer still comes in time', async () => {
    expect(await ask({ ...deploy, remainingMs: 900 }, { journal: async () => HANGING })).toMatchObject({
      status: 200,
    });
    expect(proxy.received).toHaveLength(1);
  });
});

it('nothing is remembered without a table: the memory of the server is the only one', async () => {
  const { store: _, ...options } = proxy.options();
  const handler = createMcpProxy(options);
  const event = openApiEvent({ method: 'POST', path: deploy.path, properties: deploy.properties });
  expect(opened(await handler(event, contextFor(30_000)))).toMatchObject({ status: 200 });
  expect(proxy.recorded).toEqual([]);
});
