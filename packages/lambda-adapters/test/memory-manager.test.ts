import { type Execution, type ExecutionStore, isFinished } from '@sluice/core';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { components } from '../src/generated/memory.ts';
import { createMemoryManager, memoryManagerOptionsFromEnv } from '../src/index.ts';
import { environmentMemory } from '../src/memory-manager/environment-memory.ts';
import { functionEvent, gatewayEvent } from './support/agent-events.ts';
import { startDynamoDb, type TestDynamoDb } from './support/dynamodb.ts';
import { deadAddress } from './support/http-server.ts';
import { contextFor, opened, recordingLogger } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';

type MemoryAnswer = components['schemas']['MemoryAnswer'];

const START = Date.UTC(2026, 0, 1);
const logger = recordingLogger();
let dynamoDb: TestDynamoDb;
let store: ExecutionStore;
let table = 0;
let executions = 0;

beforeAll(async () => {
  dynamoDb = await startDynamoDb();
  for (const [name, value] of Object.entries(dynamoDb.environmentVariables)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await dynamoDb.close();
});
beforeEach(async () => {
  logger.lines.length = 0;
  table += 1;
  executions = 0;
  store = await dynamoDb.createStore(`table-${table}`);
});

/** Makes an execution; each is asked for a minute after the one before, and finishes within that minute. */
function executionOf(fields: Partial<Execution>): Execution {
  executions += 1;
  const createdAt = START + executions * 60_000;
  const status = fields.status ?? 'running';
  return {
    executionId: `exec-${executions}`,
    version: 1,
    pipelineType: 'bootstrap',
    environment: 'dev',
    parameters: { region: 'eu-west-1' },
    status,
    requestedBy: 'ann',
    requestDigest: '',
    createdAt,
    updatedAt: createdAt,
    lastChange: { type: `execution.${status}`, actor: 'sluice' },
    ...(isFinished({ status }) ? { finishedAt: createdAt + 30_000 } : {}),
    executor: 'gitlab',
    target: null,
    ...fields,
  };
}

async function remember(...fields: readonly Partial<Execution>[]): Promise<void> {
  for (const each of fields) await store.record(executionOf(each));
}

async function ask(path: string, parameters: Readonly<Record<string, string>>) {
  const handler = createMemoryManager({
    ...memoryManagerOptionsFromEnv({ EXECUTION_TABLE_NAME: `table-${table}` }),
    logger,
  });
  const event = openApiEvent({ method: 'GET', path, parameters: texts(parameters) });
  return opened(await handler(event, contextFor(20_000)));
}

async function memoryOf(parameters: Readonly<Record<string, string>>): Promise<MemoryAnswer> {
  const { status, body } = await ask('/memory', parameters);
  expect(status).toBe(200);
  return body as MemoryAnswer;
}

const ids = (list: MemoryAnswer['deployed']): readonly string[] => list.map(({ execution_id }) => execution_id);

describe('the memory of an environment', () => {
  it('is told in any kind of event, and what is left empty does not narrow it', async () => {
    await remember({ status: 'succeeded' });
    const options = { ...memoryManagerOptionsFromEnv({ EXECUTION_TABLE_NAME: `table-${table}` }), logger };
    const handler = createMemoryManager(options);
    const asked = { environment: 'dev', pipeline_type: '', tenant_id: '' };
    const { event, context } = gatewayEvent('query-memory', asked);
    expect(await handler(event, context)).toMatchObject({ deployed: [{ execution_id: 'exec-1' }] });
    expect(await handler(functionEvent('queryMemory', texts(asked)), contextFor(20_000))).toMatchObject({
      response: { functionResponse: { responseBody: { TEXT: { body: expect.stringContaining('"exec-1"') } } } },
    });
  });

  it('tells what is deployed, under way and failed since', async () => {
    await remember(
      { status: 'failed' },
      { status: 'succeeded' },
      { status: 'failed', failure: { code: 'pipeline_failed', message: 'Exit 1', job: 'apply' } },
      { status: 'cancelled' },
      { status: 'running' },
    );
    const memory = await memoryOf({ environment: 'dev' });
    expect(ids(memory.deployed)).toEqual(['exec-2']);
    expect(ids(memory.under_way)).toEqual(['exec-5']);
    expect(ids(memory.failed_since)).toEqual(['exec-4', 'exec-3']);
    expect(memory).not.toHaveProperty('incomplete');
    expect(memory.failed_since[1]).toEqual({
      execution_id: 'exec-3',
      pipeline_type: 'bootstrap',
      environment: 'dev',
      status: 'failed',
      parameters: { region: 'eu-west-1' },
      requested_by: 'ann',
      created_at: '2026-01-01T00:03:00.000Z',
      finished_at: '2026-01-01T00:03:30.000Z',
      failure: 'Job apply: Exit 1',
    });
    expect(memory.message).toBe(
      'In dev, deployed: bootstrap; under way: bootstrap; ended without success since: bootstrap (2). ' +
        'What is under way is as it was last seen; get-execution tells how it stands now.',
    );
  });

  it('tells what awaits approval apart from what is under way', async () => {
    await remember({ status: 'awaiting_approval' }, { status: 'denied', tenantId: 'acme' });
    const memory = await memoryOf({ environment: 'dev' });
    expect(ids(memory.under_way)).toEqual(['exec-1']);
    expect(memory.message).toBe(
      'In dev, nothing is deployed; nothing is under way; awaiting approval, not started: bootstrap; ' +
        'ended without success since: bootstrap.',
    );
  });

  it('keeps pipelines and tenants apart', async () => {
    await remember(
      { status: 'succeeded' },
      { status: 'succeeded', tenantId: 'acme' },
      { status: 'failed', tenantId: 'acme' },
      { status: 'succeeded', pipelineType: 'app', tenantId: 'acme' },
      { status: 'lost', pipelineType: 'compute' },
      { status: 'succeeded', environment: 'prod' },
    );
    const memory = await memoryOf({ environment: 'dev' });
    expect(ids(memory.deployed)).toEqual(['exec-4', 'exec-2', 'exec-1']);
    expect(ids(memory.failed_since)).toEqual(['exec-5', 'exec-3']);
  });

  it('tells of one pipeline and one tenant where they are named', async () => {
    await remember(
      { status: 'succeeded' },
      { status: 'succeeded', tenantId: 'acme' },
      { status: 'succeeded', pipelineType: 'app', tenantId: 'acme' },
    );
    expect(ids((await memoryOf({ environment: 'dev', tenant_id: 'acme' })).deployed)).toEqual(['exec-3', 'exec-2']);
    const narrow = { environment: 'dev', pipeline_type: 'bootstrap', tenant_id: 'acme' };
    expect(ids((await memoryOf(narrow)).deployed)).toEqual(['exec-2']);
  });

  it('holds to be deployed what finished last, not what was asked for last', async () => {
    await remember(
      { status: 'succeeded', finishedAt: START + 3_600_000 },
      { status: 'succeeded' },
      { status: 'failed' },
    );
    const memory = await memoryOf({ environment: 'dev' });
    expect(ids(memory.deployed)).toEqual(['exec-1']);
    expect(memory.failed_since).toEqual([]);
  });

  it('says that nothing is remembered of an environment that was never used', async () => {
    await remember({ status: 'succeeded' });
    expect(await memoryOf({ environment: 'devv' })).toEqual({
      message: expect.stringMatching(/^Nothing is remembered of devv.*the environment that was meant/),
      environment: 'devv',
      deployed: [],
      under_way: [],
      failed_since: [],
    });
  });

  it('says so when older executions were left unread, and shortens what is too long', async () => {
    await Promise.all(
      Array.from({ length: 520 }, (_, index) =>
        store.record(executionOf({ status: 'succeeded', tenantId: `t${index}` })),
      ),
    );
    const memory = await memoryOf({ environment: 'dev' });
    expect(memory.incomplete).toBe(true);
    expect(memory.message).toContain('Older executions were not read');
    expect(memory.shortened).toMatch(/of 500 in deployed/);
    expect(memory.deployed[0]).toMatchObject({ tenant_id: 't519' });
  }, 30_000);

  it.each<[string, Record<string, string>, string]>([
    ['no environment', {}, 'environment must be the name of an environment'],
    ['an empty environment', { environment: '' }, 'environment must be'],
    ['a tenant of 129 characters', { environment: 'dev', tenant_id: 'x'.repeat(129) }, 'tenant_id must be'],
  ])('is not asked with %s', async (_, parameters, hint) => {
    const { status, body } = await ask('/memory', parameters);
    expect(status).toBe(400);
    expect(body['message']).toContain(hint);
  });

  it('never counts an execution twice, nor forgets one that matters', () => {
    const statuses = fc.constantFrom('starting', 'running', 'succeeded', 'failed', 'cancelled', 'lost') as fc.Arbitrary<
      Execution['status']
    >;
    const any = fc.record({
      status: statuses,
      pipelineType: fc.constantFrom('a', 'b'),
      tenantId: fc.constantFrom('t', undefined),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (fields) => {
        executions = 0;
        const read = fields.map(executionOf).toReversed();
        const memory = environmentMemory('dev', { executions: read, incomplete: false });
        const told = [...ids(memory.deployed), ...ids(memory.under_way), ...ids(memory.failed_since)];
        expect(new Set(told).size).toBe(told.length);
        expect(memory.under_way).toHaveLength(
          fields.filter(({ status }) => ['starting', 'running'].includes(status)).length,
        );
        const succeeded = fields.filter(({ status }) => status === 'succeeded');
        const pairs = new Set(succeeded.map(({ pipelineType, tenantId }) => `${pipelineType} ${tenantId}`));
        expect(memory.deployed).toHaveLength(pairs.size);
      }),
    );
  });
});

describe('an execution', () => {
  it('is recalled by its id', async () => {
    await remember({
      status: 'succeeded',
      tenantId: 'acme',
      run: { id: '77', url: 'https://gitlab.example.com/77', rawStatus: 'success', stages: [] },
    });
    expect(await ask('/memory/executions/{execution_id}', { execution_id: 'exec-1' })).toEqual({
      status: 200,
      body: {
        execution_id: 'exec-1',
        pipeline_type: 'bootstrap',
        environment: 'dev',
        tenant_id: 'acme',
        status: 'succeeded',
        parameters: { region: 'eu-west-1' },
        requested_by: 'ann',
        created_at: '2026-01-01T00:01:00.000Z',
        finished_at: '2026-01-01T00:01:30.000Z',
        url: 'https://gitlab.example.com/77',
      },
    });
  });

  it('that is not remembered is said not to be', async () => {
    const { status, body } = await ask('/memory/executions/{execution_id}', { execution_id: 'exec-9' });
    expect({ status, body }).toMatchObject({ status: 404, body: { code: 'execution_not_found' } });
    expect(body['message']).toContain('exec-9');
  });
});

describe('a memory that cannot be read', () => {
  it('because nothing listens is said to be so, with no address', async () => {
    const endpoint = await deadAddress();
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint);
    const { status, body } = await ask('/memory', { environment: 'dev' });
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamoDb.environmentVariables['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
    expect(body['message']).toMatch(/can't be read just now.*not known what is deployed/);
    expect(JSON.stringify([body, logger.lines])).not.toContain(new URL(endpoint).port);
  });

  it('because the table is missing is said to be so', async () => {
    table += 1;
    expect(await ask('/memory', { environment: 'dev' })).toMatchObject({ status: 503 });
  });

  it('in time is said to be so', async () => {
    const hanging = { get: () => new Promise(() => {}) } as Partial<ExecutionStore> as ExecutionStore;
    const handler = createMemoryManager({ store: async () => hanging, logger, deadlineMarginMs: 100 });
    const event = openApiEvent({
      method: 'GET',
      path: '/memory/executions/{execution_id}',
      parameters: texts({ execution_id: 'exec-1' }),
    });
    expect(opened(await handler(event, contextFor(300))).status).toBe(503);
  });
});
