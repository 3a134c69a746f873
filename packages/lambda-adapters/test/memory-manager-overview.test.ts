import type { ExecutionStore } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { components } from '../src/generated/memory.ts';
import { createMemoryManager } from '../src/memory-manager/index.ts';
import { contextFor, opened } from './support/lambda.ts';
import { RUN, useMemory } from './support/memory-bench.ts';
import { openApiEvent } from './support/open-api-event.ts';

type OverviewAnswer = components['schemas']['OverviewAnswer'];

const memory = useMemory();
const { remember } = memory;

const ENVIRONMENTS = ['dev', 'staging', 'prod'];

const overviewOf = (
  parameters: Readonly<Record<string, string>>,
  environments = ENVIRONMENTS,
): Promise<OverviewAnswer> => memory.told('/memory/environments', parameters, { environments });

describe('what is deployed where', () => {
  it('is told for each environment that there is, also for one that was never used', async () => {
    await remember(
      { status: 'succeeded', parameters: { version: '1.1.0' } },
      { status: 'failed', tenantId: 'acme' },
      { status: 'succeeded', environment: 'prod', parameters: { version: '1.0.0' } },
      { status: 'running', environment: 'prod', pipelineType: 'app' },
      { status: 'succeeded', environment: 'sandbox' },
    );
    const { message, environments } = await overviewOf({});
    expect(environments).toEqual([
      {
        environment: 'dev',
        deployed: [
          {
            execution_id: 'exec-1',
            pipeline_type: 'bootstrap',
            environment: 'dev',
            status: 'succeeded',
            created_at: '2026-01-01T00:01:00.000Z',
            finished_at: '2026-01-01T00:01:30.000Z',
            parameters: { version: '1.1.0' },
          },
        ],
        under_way: [],
        failed_since: [expect.objectContaining({ execution_id: 'exec-2', tenant_id: 'acme' })],
      },
      { environment: 'staging', deployed: [], under_way: [], failed_since: [] },
      {
        environment: 'prod',
        deployed: [expect.objectContaining({ execution_id: 'exec-3', parameters: { version: '1.0.0' } })],
        under_way: [expect.objectContaining({ execution_id: 'exec-4', status: 'running' })],
        failed_since: [],
      },
    ]);
    expect(message).toBe(
      'In dev, deployed: bootstrap; nothing is under way; ended without success since: bootstrap. ' +
        'In staging, nothing is deployed; nothing is under way; nothing failed since. ' +
        'In prod, deployed: bootstrap; under way: app; nothing failed since. What is under way is as it was last seen.',
    );
  });

  it('is narrowed to a pipeline and a tenant', async () => {
    await remember(
      { status: 'succeeded' },
      { status: 'succeeded', pipelineType: 'app', tenantId: 'acme', environment: 'prod' },
      { status: 'succeeded', pipelineType: 'app', tenantId: 'globex' },
    );
    const { environments } = await overviewOf({ pipeline_type: 'app', tenant_id: 'acme' });
    expect(environments.map(({ deployed }) => deployed.map(({ execution_id }) => execution_id))).toEqual([
      [],
      [],
      ['exec-2'],
    ]);
  });

  it('says where something was asked for without an answer, of what is asked about', async () => {
    await memory.open({ environment: 'prod', pipelineType: 'app' });
    await memory.open({ environment: 'dev', tenantId: 'acme' });
    const sentence = (where: string): string =>
      `Something was asked for in ${where} and not answered, so it is not known whether that started anything: query-memory tells what it was.`;
    expect((await overviewOf({})).message).toContain(sentence('dev, prod'));
    expect((await overviewOf({ pipeline_type: 'app' })).message).toContain(sentence('prod'));
    expect((await overviewOf({ tenant_id: 'globex' })).message).not.toContain('not answered');
  });

  it('asks for the environments where nobody named them', async () => {
    const { status, body } = await memory.ask('/memory/environments', {});
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(body['message']).toMatch(/Ask which ones are meant.*query-memory/);
  });

  it('leaves no environment out because another one cannot be read', async () => {
    await remember({ status: 'succeeded' }, { status: 'succeeded', environment: 'prod' });
    const store = memory.store();
    const patchy: ExecutionStore = {
      ...store,
      listByEnvironment: (query) =>
        query.environment === 'staging' ? Promise.reject(new Error('10.0.0.7')) : store.listByEnvironment(query),
    };
    const answer = await memory.told<OverviewAnswer>(
      '/memory/environments',
      {},
      { environments: ENVIRONMENTS, store: async () => patchy },
    );
    expect(answer.environments.map(({ environment }) => environment)).toEqual(['dev', 'prod']);
    expect(answer.unreadable).toEqual(['staging']);
    expect(answer.message).toContain("staging can't be read just now, so it is not known what is there");
    expect(JSON.stringify([answer, memory.logger.lines])).not.toContain('10.0.0.7');
  });

  it('leaves no environment out because another one does not answer in time', async () => {
    await remember({ status: 'succeeded' });
    const store = memory.store();
    const slow: ExecutionStore = {
      ...store,
      listByEnvironment: (query) =>
        query.environment === 'prod' ? new Promise(() => {}) : store.listByEnvironment(query),
    };
    const handler = createMemoryManager({
      ...memory.options(),
      store: async () => slow,
      environments: ENVIRONMENTS,
      deadlineMarginMs: 500,
    });
    const event = openApiEvent({ method: 'GET', path: '/memory/environments', parameters: [] });
    const { status, body } = opened(await handler(event, contextFor(1000)));
    expect({ status, body }).toMatchObject({ status: 200, body: { unreadable: ['prod'] } });
    expect(body['environments']).toMatchObject([
      { deployed: [{ execution_id: 'exec-1' }] },
      { environment: 'staging' },
    ]);
  });

  it('is small enough for a model, and shares its room among the environments', async () => {
    const environments = Array.from({ length: 20 }, (_, index) => `environment-${index}`);
    const long = { parameters: { text: 'x'.repeat(300) }, run: RUN, status: 'succeeded' as const };
    await remember(
      ...environments.flatMap((environment) =>
        Array.from({ length: 6 }, (_, index) => ({ ...long, environment, pipelineType: `pipeline-${index}` })),
      ),
    );
    const three = await overviewOf({}, environments.slice(0, 3));
    const told = three.environments.map(({ deployed }) => deployed.length);
    expect(Math.max(...told) - Math.min(...told)).toBeLessThanOrEqual(1);
    expect(Math.min(...told)).toBeGreaterThan(2);
    expect(three.shortened).toMatch(/\d of 18 in deployed/);
    expect(JSON.stringify(three).length).toBeLessThanOrEqual(4000);
    const twenty = await overviewOf({}, environments);
    expect(twenty.environments).toHaveLength(20);
    expect(twenty.message).toContain('15 more environments are in the list.');
    expect(JSON.stringify(twenty).length).toBeLessThanOrEqual(5000);
  });
});
