import { describe, expect, it } from 'vitest';
import { SluiceError } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import { ALICE, BOB, createWorld, dnsGroup, READER } from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev', parameters: { record: 'www' } } as const;

describe('a request to execute a pipeline', () => {
  it('is recorded as starting before the CI system is called', async () => {
    const { service, executor, store } = await createWorld();
    let seen: string | undefined;
    executor.onStart = async ({ executionId }) => {
      seen = (await store.get(executionId))?.status;
      return runOf('run-1');
    };

    await service.execute(REQUEST, ALICE);

    expect(seen).toBe('starting');
  });

  it('gives the run its identity, defaults included, as variables', async () => {
    const { service, executor } = await createWorld();

    await service.execute({ ...REQUEST, tenantId: 'acme' }, ALICE);

    expect(executor.started[0]?.variables).toEqual({
      PIPELINE_TYPE: 'dns',
      ENVIRONMENT: 'dev',
      TENANT_ID: 'acme',
      SLUICE_EXECUTION_ID: 'execution-1',
      RECORD: 'www',
      TTL: '300',
    });
  });

  it('returns what the CI system started', async () => {
    const { service, events } = await createWorld();

    const { execution, replayed } = await service.execute(REQUEST, ALICE);

    expect(replayed).toBe(false);
    expect(execution).toMatchObject({ status: 'running', version: 2, requestedBy: 'alice', run: { id: 'run-1' } });
    expect(events.map(({ type, actor }) => [type, actor])).toEqual([
      ['execution.starting', 'alice'],
      ['execution.running', 'sluice'],
    ]);
  });

  it('that the CI system refuses is a failed execution that says why, not an error', async () => {
    const { service, executor } = await createWorld();
    executor.onStart = fails('not_started', 'Reference not found.');

    const { execution } = await service.execute(REQUEST, ALICE);

    expect(execution.status).toBe('failed');
    expect(execution.failure).toEqual({ code: 'not_started', message: 'Reference not found.' });
  });

  it('is logged as a warning when it failed, for whoever looks for those', async () => {
    const { service, executor, logs } = await createWorld();
    executor.onStart = fails('not_started');

    await service.execute(REQUEST, ALICE);

    expect(logs).toEqual([
      'info execution.starting dns in dev',
      'warn A start failed',
      'warn execution.failed dns in dev',
    ]);
  });

  it('may be made again after it was refused', async () => {
    const { service, executor } = await createWorld();
    executor.onStart = fails('not_started');
    await service.execute(REQUEST, ALICE);
    executor.onStart = () => runOf('run-2');

    const { execution, replayed } = await service.execute(REQUEST, ALICE);

    expect([execution.status, replayed]).toEqual(['running', false]);
  });

  it('needs the scope "execute"', async () => {
    const { service, executor } = await createWorld();

    expect(await errorOf(service.execute(REQUEST, READER))).toMatchObject({ code: 'forbidden' });
    expect(executor.started).toHaveLength(0);
  });
});

describe('a request that is wrong starts nothing and says what is accepted', () => {
  it.each([
    [
      'an unknown pipeline',
      { pipelineType: 'dsn' },
      'pipeline_not_found',
      { field: 'pipeline_type', allowed: ['dns'] },
    ],
    [
      'an unknown environment',
      { environment: 'mars' },
      'invalid_parameters',
      { field: 'environment', allowed: ['dev', 'prod'] },
    ],
    [
      'the name of a prototype member as environment',
      { environment: 'constructor' },
      'invalid_parameters',
      { field: 'environment' },
    ],
    [
      'an unknown parameter',
      { parameters: { recrod: 'www' } },
      'invalid_parameters',
      { field: 'recrod', allowed: ['tenant_id', 'record', 'ttl'] },
    ],
    ['a parameter of the wrong type', { parameters: { ttl: 'long' } }, 'invalid_parameters', { field: 'ttl' }],
    [
      'a parameter that only Sluice sets',
      { parameters: { SLUICE_EXECUTION_ID: 'x' } },
      'invalid_parameters',
      { field: 'SLUICE_EXECUTION_ID' },
    ],
  ])('%s', async (_, difference, code, field) => {
    const { service, executor } = await createWorld();

    const error = await errorOf(service.execute({ ...REQUEST, ...difference }, ALICE));

    expect(error.code).toBe(code);
    expect(error.fields[0]).toMatchObject(field);
    expect(executor.started).toHaveLength(0);
  });

  it('a required parameter that is missing, described', async () => {
    const group = dnsGroup({ record: { type: 'string', description: 'Name of the record.', example: 'www' } }, [
      'record',
    ]);
    const { service } = await createWorld({ group });

    const error = await errorOf(service.execute({ ...REQUEST, parameters: {} }, ALICE));

    expect(error.fields).toEqual([{ field: 'record', message: 'is required (Name of the record. For example www)' }]);
  });

  it('a protected parameter', async () => {
    const environments = { dev: { protectedParameters: ['ttl'] }, prod: {} };
    const { service } = await createWorld({ pipeline: { environments } });

    const error = await errorOf(service.execute({ ...REQUEST, parameters: { ttl: 1 } }, ALICE));

    expect(error.message).toContain('ttl may not be set in dev');
  });
});

describe('the same request', () => {
  it('without a key starts nothing while the first is unfinished', async () => {
    const { service, executor } = await createWorld();
    const first = await service.execute(REQUEST, ALICE);

    const second = await service.execute({ ...REQUEST, parameters: { record: 'www', ttl: 300 } }, ALICE);

    expect(second.replayed).toBe(true);
    expect(second.execution.executionId).toBe(first.execution.executionId);
    expect(executor.started).toHaveLength(1);
  });

  it('starts anew when the first has finished', async () => {
    const { service, executor } = await createWorld();
    executor.onStart = () => runOf('run', { status: 'succeeded' });
    await service.execute(REQUEST, ALICE);

    expect((await service.execute(REQUEST, ALICE)).replayed).toBe(false);
    expect(executor.started).toHaveLength(2);
  });

  it('under a key starts nothing for 24 hours, finished or not', async () => {
    const { service, executor, clock } = await createWorld();
    executor.onStart = () => runOf('run', { status: 'succeeded' });
    const request = { ...REQUEST, idempotencyKey: 'once' };
    await service.execute(request, ALICE);

    await clock.advance(24 * 3_600_000 - 1);
    expect((await service.execute(request, ALICE)).replayed).toBe(true);
    await clock.advance(1);
    expect((await service.execute(request, ALICE)).replayed).toBe(false);
    expect(executor.started).toHaveLength(2);
  });

  it('under a key that named another request is refused', async () => {
    const { service } = await createWorld();
    await service.execute({ ...REQUEST, idempotencyKey: 'once' }, ALICE);

    const other = { ...REQUEST, parameters: { record: 'mail' }, idempotencyKey: 'once' };

    expect(await errorOf(service.execute(other, ALICE))).toMatchObject({ code: 'idempotency_conflict' });
  });

  it('made 50 times at once starts one run', async () => {
    const { service, executor } = await createWorld();

    const results = await Promise.all(Array.from({ length: 50 }, () => service.execute(REQUEST, ALICE)));

    expect(new Set(results.map(({ execution }) => execution.executionId)).size).toBe(1);
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(executor.started).toHaveLength(1);
  });
});

describe('another request for the same pipeline, environment and tenant', () => {
  it.each([
    ['of somebody else', REQUEST, BOB],
    ['in another conversation', { ...REQUEST, sessionId: 'other' }, ALICE],
    ['with other parameters', { ...REQUEST, parameters: { record: 'mail' } }, ALICE],
  ])('%s is refused while one is unfinished, naming it', async (_, request, principal) => {
    const { service, executor } = await createWorld();
    await service.execute(REQUEST, ALICE);

    const error = await errorOf(service.execute(request, principal));

    expect(error).toMatchObject({ code: 'concurrency_conflict', executionId: 'execution-1', retryable: true });
    expect(executor.started).toHaveLength(1);
  });

  it('runs beside it where the environment allows any number', async () => {
    const environments = { dev: { concurrency: 'unlimited' as const }, prod: {} };
    const { service } = await createWorld({ pipeline: { environments } });
    await service.execute(REQUEST, ALICE);

    expect((await service.execute(REQUEST, BOB)).replayed).toBe(false);
  });

  it('runs beside it for another tenant or environment', async () => {
    const { service } = await createWorld();
    await service.execute(REQUEST, ALICE);

    expect((await service.execute({ ...REQUEST, tenantId: 'acme' }, ALICE)).replayed).toBe(false);
    expect((await service.execute({ ...REQUEST, environment: 'prod' }, ALICE)).replayed).toBe(false);
  });
});

describe('a store that fails', () => {
  const down = (): Promise<never> => Promise.reject(new SluiceError({ code: 'store_unavailable', message: 'down' }));

  it('before the start leaves the CI system alone', async () => {
    const { service, executor } = await createWorld({ store: (store) => ({ ...store, create: down }) });

    const error = await errorOf(service.execute(REQUEST, ALICE));

    expect(error).toMatchObject({ code: 'store_unavailable', retryable: true });
    expect(error.message).toBe(
      'This request has started nothing, but it may have been recorded. ' +
        'Ask again in a moment, with the same Idempotency-Key if it had one. The store says: down',
    );
    expect(executor.started).toHaveLength(0);
  });

  it('after the start says that it was started, and under which id', async () => {
    const { service } = await createWorld({ store: (store) => ({ ...store, update: down }) });

    const error = await errorOf(service.execute(REQUEST, ALICE));

    expect(error).toMatchObject({ code: 'store_unavailable', executionId: 'execution-1' });
    expect(error.message).toContain('do not start it again');
  });
});
