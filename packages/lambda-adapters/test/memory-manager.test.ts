import type { ExecutionStore } from '@sluice/core';
import { describe, expect, it, vi } from 'vitest';
import type { components } from '../src/generated/memory.ts';
import { createMemoryManager, memoryManagerOptionsFromEnv } from '../src/memory-manager/index.ts';
import { functionEvent, gatewayEvent } from './support/agent-events.ts';
import { deadAddress } from './support/http-server.ts';
import { contextFor, opened } from './support/lambda.ts';
import { executionOf, NOW, RUN, START, useMemory } from './support/memory-bench.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';

type MemoryAnswer = components['schemas']['MemoryAnswer'];

const memory = useMemory();
const { remember } = memory;

const memoryOf = (parameters: Readonly<Record<string, string>>): Promise<MemoryAnswer> =>
  memory.told('/memory', parameters);

const ids = (list: MemoryAnswer['deployed']): readonly string[] => list.map(({ execution_id }) => execution_id);

describe('the memory of an environment', () => {
  it('is told in any kind of event, and what is left empty does not narrow it', async () => {
    await remember({ status: 'succeeded' });
    const handler = createMemoryManager(memory.options());
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
      { status: 'cancelled', retryOf: 'exec-3' },
      { status: 'running' },
    );
    const answer = await memoryOf({ environment: 'dev' });
    expect(Object.keys(answer)[0]).toBe('message');
    expect(ids(answer.deployed)).toEqual(['exec-2']);
    expect(ids(answer.under_way)).toEqual(['exec-5']);
    expect(ids(answer.failed_since)).toEqual(['exec-4', 'exec-3']);
    expect(answer).not.toHaveProperty('incomplete');
    expect(answer.failed_since[0]).toMatchObject({ retry_of: 'exec-3' });
    expect(answer.failed_since[1]).toEqual({
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
    expect(answer.message).toBe(
      'In dev, deployed: bootstrap; under way: bootstrap; ended without success since: bootstrap (2). ' +
        'What is under way is as it was last seen; get-execution tells how it stands now.',
    );
  });

  it('tells what awaits approval apart from what is under way', async () => {
    await remember({ status: 'awaiting_approval' }, { status: 'denied', tenantId: 'acme' });
    const answer = await memoryOf({ environment: 'dev' });
    expect(ids(answer.under_way)).toEqual(['exec-1']);
    expect(answer.message).toBe(
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
    const answer = await memoryOf({ environment: 'dev' });
    expect(ids(answer.deployed)).toEqual(['exec-4', 'exec-2', 'exec-1']);
    expect(ids(answer.failed_since)).toEqual(['exec-5', 'exec-3']);
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
    const answer = await memoryOf({ environment: 'dev' });
    expect(ids(answer.deployed)).toEqual(['exec-1']);
    expect(answer.failed_since).toEqual([]);
  });

  it('says that nothing is remembered of an environment that was never used, and which ones there are', async () => {
    await remember({ status: 'succeeded' });
    expect(await memoryOf({ environment: 'devv' })).toEqual({
      message: expect.stringMatching(/^Nothing is remembered of devv.*the environment that was meant\.$/),
      environment: 'devv',
      deployed: [],
      under_way: [],
      failed_since: [],
    });
    const environments = ['dev', 'prod'];
    const { message } = await memory.told<MemoryAnswer>('/memory', { environment: 'devv' }, { environments });
    expect(message).toContain('the environment that was meant: there are dev, prod.');
  });

  it('says so when older executions were left unread, and tells the first of many', async () => {
    await Promise.all(
      Array.from({ length: 520 }, (_, index) =>
        memory.store().record(executionOf(index + 1, { status: 'succeeded', tenantId: `t${index}` })),
      ),
    );
    const answer = await memoryOf({ environment: 'dev' });
    expect(answer.incomplete).toBe(true);
    expect(answer.message).toContain('Older executions were not read');
    expect(answer.deployed.length).toBeGreaterThan(5);
    expect(answer.shortened).toContain(`${500 - answer.deployed.length} of 500 in deployed`);
    expect(answer.deployed[0]).toMatchObject({ tenant_id: 't519' });
  }, 30_000);

  it('is small enough for a model, however much there is and however long it is', async () => {
    const parameters = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`parameter_${index}`, { text: 'ü'.repeat(500) }]),
    );
    const long = {
      parameters,
      requestedBy: 'x'.repeat(300),
      run: { ...RUN, url: `https://ci.test/${'x'.repeat(900)}` },
    };
    const failure = { code: 'pipeline_failed', message: 'x'.repeat(5000) } as const;
    await remember(
      ...Array.from({ length: 15 }, (_, index) => ({
        ...long,
        status: 'succeeded' as const,
        pipelineType: `p${index}`,
      })),
      ...Array.from({ length: 15 }, (_, index) => ({
        ...long,
        failure,
        status: 'failed' as const,
        pipelineType: `p${index}`,
      })),
      ...Array.from({ length: 15 }, (_, index) => ({ ...long, status: 'running' as const, pipelineType: `p${index}` })),
    );
    await Promise.all(Array.from({ length: 60 }, () => memory.open({ tenantId: 't'.repeat(128) })));
    const answer = await memoryOf({ environment: 'dev' });
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(4000);
    for (const list of [answer.deployed, answer.under_way, answer.failed_since]) expect(list.length).toBeGreaterThan(0);
    expect(answer.shortened).toMatch(/\d+ of 15 in deployed, \d+ of 15 in under_way, \d+ of 15 in failed_since/);
    expect(answer.deployed[0]?.parameters).toMatchObject({ '…': 'and 24 more' });
  });

  it('is whole as a rule: five pipelines deployed, one under way, two failed', async () => {
    const pipelines = ['network', 'bootstrap', 'compute', 'app', 'dns'];
    const run = { ...RUN, url: 'https://gitlab.example.com/platform/deploy/-/pipelines/123456' };
    const parameters = { region: 'eu-central-1', account_id: '111122223333', termination_protection: true };
    await remember(
      ...pipelines.map((pipelineType) => ({ status: 'succeeded' as const, pipelineType, run, parameters })),
      { status: 'running', pipelineType: 'app', run, parameters },
      {
        status: 'failed',
        pipelineType: 'dns',
        run,
        parameters,
        failure: { code: 'pipeline_failed', message: 'Exit 1' },
      },
      {
        status: 'failed',
        pipelineType: 'dns',
        run,
        parameters,
        failure: { code: 'pipeline_failed', message: 'Exit 1' },
      },
    );
    const answer = await memoryOf({ environment: 'dev' });
    expect(answer).not.toHaveProperty('shortened');
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(4000);
  });

  it('tells what was asked for and never answered, until that is settled', async () => {
    await remember({ status: 'succeeded' });
    await memory.open({ askedAt: NOW - 60_000 });
    await memory.open({ askedAt: NOW - 30_000, pipelineType: 'app', tenantId: 'acme' });
    await memory.open({ environment: 'prod' });
    const answer = await memoryOf({ environment: 'dev' });
    expect(answer.unanswered).toEqual([
      { pipeline_type: 'app', tenant_id: 'acme', environment: 'dev', asked_at: '2026-01-01T23:59:30.000Z' },
      { pipeline_type: 'bootstrap', environment: 'dev', asked_at: '2026-01-01T23:59:00.000Z' },
    ]);
    expect(answer.message).toContain(
      'Asked for, and not answered: app for acme at 2026-01-01T23:59:30.000Z, bootstrap at 2026-01-01T23:59:00.000Z; ' +
        'whether that started anything is not known.',
    );
    expect((await memoryOf({ environment: 'dev', tenant_id: 'acme' })).unanswered).toHaveLength(1);
    const request = { requestId: 'request-1', pipelineType: 'bootstrap', environment: 'dev', askedAt: NOW - 60_000 };
    await (await memory.journal()).settle(request, { executionId: 'exec-1' });
    expect(await memoryOf({ environment: 'dev', pipeline_type: 'bootstrap' })).not.toHaveProperty('unanswered');
  });

  it('says nothing of unanswered requests where nobody keeps a journal', async () => {
    await memory.open({});
    const { journal: _, ...options } = memory.options();
    const handler = createMemoryManager(options);
    const event = openApiEvent({ method: 'GET', path: '/memory', parameters: texts({ environment: 'dev' }) });
    expect(opened(await handler(event, contextFor(20_000))).body).not.toHaveProperty('unanswered');
  });

  it.each<[string, Record<string, string>, string]>([
    ['no environment', {}, 'environment must be the name of an environment'],
    ['an empty environment', { environment: '' }, 'environment must be'],
    ['a tenant of 129 characters', { environment: 'dev', tenant_id: 'x'.repeat(129) }, 'tenant_id must be'],
  ])('is not asked with %s', async (_, parameters, hint) => {
    const { status, body } = await memory.ask('/memory', parameters);
    expect(status).toBe(400);
    expect(body['message']).toContain(hint);
  });
});

describe('an execution', () => {
  it('is recalled by its id, as a whole', async () => {
    const parameters = { region: 'x'.repeat(500) };
    await remember({ status: 'succeeded', tenantId: 'acme', run: RUN, parameters, retryOf: 'exec-0' });
    expect(await memory.ask('/memory/executions/{execution_id}', { execution_id: 'exec-1' })).toEqual({
      status: 200,
      body: {
        execution_id: 'exec-1',
        pipeline_type: 'bootstrap',
        environment: 'dev',
        tenant_id: 'acme',
        status: 'succeeded',
        parameters,
        requested_by: 'ann',
        created_at: '2026-01-01T00:01:00.000Z',
        finished_at: '2026-01-01T00:01:30.000Z',
        retry_of: 'exec-0',
        url: 'https://gitlab.example.com/77',
      },
    });
  });

  it('that is not remembered is said not to be', async () => {
    const { status, body } = await memory.ask('/memory/executions/{execution_id}', { execution_id: 'exec-9' });
    expect({ status, body }).toMatchObject({ status: 404, body: { code: 'execution_not_found' } });
    expect(body['message']).toContain('exec-9');
  });
});

describe('a memory that cannot be read', () => {
  const QUESTIONS: readonly [string, Record<string, string>][] = [
    ['/memory', { environment: 'dev' }],
    ['/memory/environments', {}],
    ['/memory/deployed', { environment: 'dev', pipeline_type: 'app' }],
    ['/memory/executions', { environment: 'dev' }],
    ['/memory/executions/{execution_id}', { execution_id: 'exec-1' }],
  ];

  it.each(QUESTIONS)('because nothing listens is said to be so, with no address: %s', async (path, parameters) => {
    const endpoint = await deadAddress();
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint);
    const { status, body } = await memory.ask(path, parameters, { environments: ['dev', 'prod'] });
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', memory.endpoint());
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
    expect(body['message']).toMatch(/can't be read just now.*not known what is deployed/);
    expect(JSON.stringify([body, memory.logger.lines])).not.toContain(new URL(endpoint).port);
  });

  it('because the table is missing is said to be so', async () => {
    const options = memoryManagerOptionsFromEnv({ EXECUTION_TABLE_NAME: 'no-such-table' });
    expect(await memory.ask('/memory', { environment: 'dev' }, options)).toMatchObject({ status: 503 });
  });

  it('in time is said to be so', async () => {
    const hanging = { get: () => new Promise(() => {}) } as Partial<ExecutionStore> as ExecutionStore;
    const handler = createMemoryManager({ store: async () => hanging, logger: memory.logger, deadlineMarginMs: 100 });
    const event = openApiEvent({
      method: 'GET',
      path: '/memory/executions/{execution_id}',
      parameters: texts({ execution_id: 'exec-1' }),
    });
    expect(opened(await handler(event, contextFor(300))).status).toBe(503);
  });
});

describe('the environment variables', () => {
  it('name the environments, each once', () => {
    const variables = { EXECUTION_TABLE_NAME: 't', ENVIRONMENTS: 'dev, staging,dev ,prod' };
    expect(memoryManagerOptionsFromEnv(variables).environments).toEqual(['dev', 'staging', 'prod']);
    expect(memoryManagerOptionsFromEnv({ EXECUTION_TABLE_NAME: 't' }).environments).toBeUndefined();
  });

  it.each(['dev,,prod', ',', Array.from({ length: 21 }, (_, index) => `e${index}`).join(), 'x'.repeat(65)])(
    'are refused where the environments are %s',
    (ENVIRONMENTS) => {
      expect(() => memoryManagerOptionsFromEnv({ ENVIRONMENTS })).toThrow(
        /EXECUTION_TABLE_NAME: is not set.*\nENVIRONMENTS: can't be used: expected the names of the environments/,
      );
    },
  );
});
