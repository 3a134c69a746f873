import { describe, expect, it, vi } from 'vitest';
import { type ExecutionStore, type Run, SluiceError } from '../src/index.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import { ALICE, createWorld, dnsGroup, READER } from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev', parameters: { record: 'www' } } as const;
const LEASE_MS = 60_000;
const SETTLE_WINDOW_MS = 180_000;

describe('a creation', () => {
  it('that lost to an execution which has finished since is made anew, under another id', async () => {
    const tried: string[] = [];
    const { service, executor } = await createWorld({
      store: (store) => ({
        ...store,
        async create(execution, claims) {
          tried.push(execution.executionId);
          if (tried.length !== 2) return store.create(execution, claims);
          return { created: false, claim: claims[0]?.name ?? '', heldBy: 'execution-1' };
        },
      }),
    });
    executor.onStart = () => runOf('run', { status: 'succeeded' });
    await service.execute(REQUEST, ALICE);

    const { execution, replayed } = await service.execute(REQUEST, ALICE);

    expect([replayed, execution.executionId]).toEqual([false, 'execution-3']);
    expect(tried).toEqual(['execution-1', 'execution-2', 'execution-3']);
  });
});

describe('a start that comes too late', () => {
  it('is not made: others have looked for its run by then', async () => {
    let delay: () => Promise<void> = async () => {};
    const world = await createWorld({
      store: (store) => ({
        ...store,
        async appendEvent(event) {
          if (event.type === 'execution.starting') await delay();
          await store.appendEvent(event);
        },
      }),
    });
    delay = async () => {
      await world.clock.advance(LEASE_MS);
      expect((await world.service.get('execution-1', READER)).execution.status).toBe('unknown');
    };

    const { execution } = await world.service.execute(REQUEST, ALICE);

    expect(world.executor.started).toHaveLength(0);
    expect(execution).toMatchObject({ status: 'failed', failure: { code: 'not_started' } });
  });

  it('has the whole settle window for its run to appear, counted from when its server was given up', async () => {
    const { service, executor, clock } = await createWorld();
    executor.onStart = () => new Promise<Run>(() => {});
    void service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    await clock.advance(SETTLE_WINDOW_MS);

    expect((await service.get('execution-1', READER)).execution.status).toBe('unknown');
    await clock.advance(SETTLE_WINDOW_MS - 1);
    expect((await service.get('execution-1', READER)).execution.status).toBe('unknown');
    await clock.advance(1);
    expect((await service.get('execution-1', READER)).execution.failure?.code).toBe('never_started');
  });
});

it('that a run is absent counts from when the CI system was asked, not from when its answer came', async () => {
  const { service, executor, clock } = await createWorld();
  executor.onStart = fails('unknown');
  await service.execute(REQUEST, ALICE);
  executor.find = async () => {
    await clock.advance(SETTLE_WINDOW_MS);
    return { outcome: 'absent' };
  };

  expect((await service.get('execution-1', READER)).execution.status).toBe('unknown');
});

describe('two looks at one run', () => {
  it('end at the newer one: the answer of the start does not replace what was seen since', async () => {
    const { service, executor, clock } = await createWorld();
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    await clock.advance(LEASE_MS);
    executor.found = { outcome: 'found', run: runOf('run-1', { stages: [{ name: 'plan', status: 'running' }] }) };
    await service.get('execution-1', READER);

    answer.resolve(runOf('run-1', { status: 'queued', rawStatus: 'created' }));

    expect((await starting).execution).toMatchObject({ status: 'running', run: { stages: [{ name: 'plan' }] } });
  });

  it('end at the one that says that the run has finished', async () => {
    const { service, executor, clock } = await createWorld();
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    await clock.advance(LEASE_MS);
    executor.found = { outcome: 'found', run: runOf('run-1') };
    await service.get('execution-1', READER);

    answer.resolve(runOf('run-1', { status: 'succeeded' }));

    expect((await starting).execution.status).toBe('succeeded');
  });
});

it('a started run whose record is too large for the store is told as started, with its id', async () => {
  const failure = new SluiceError({ code: 'request_too_large', message: 'too large' });
  const update = (): Promise<never> => Promise.reject(failure);
  const { service } = await createWorld({ store: (store) => ({ ...store, update }) });

  await expect(service.execute(REQUEST, ALICE)).rejects.toMatchObject({
    code: 'store_unavailable',
    executionId: 'execution-1',
    message: expect.stringContaining('do not start it again'),
  });
});

it('a sweep ends although what it looks at changes with every look', async () => {
  const longestUnchangedFirst = (store: ExecutionStore): ExecutionStore => ({
    ...store,
    async listUnfinished({ cursor = '0' }) {
      const { executions } = await store.listUnfinished({ limit: 100 });
      const next = executions
        .filter(({ updatedAt }) => updatedAt > Number(cursor))
        .sort((a, b) => a.updatedAt - b.updatedAt)[0];
      return next === undefined ? { executions: [] } : { executions: [next], cursor: String(next.updatedAt) };
    },
  });
  const { service, executor, clock } = await createWorld({ store: longestUnchangedFirst });
  await service.execute(REQUEST, ALICE);
  await clock.advance(1);
  await service.execute({ ...REQUEST, environment: 'prod' }, ALICE);
  let looks = 0;
  executor.get = async ({ runId }) => {
    looks += 1;
    await clock.advance(1);
    return runOf(runId, looks > 20 ? { status: 'succeeded' } : { rawStatus: `look ${looks}` });
  };

  expect(await service.sweep()).toBe(2);
  expect(looks).toBe(2);
});

describe('whoever goes away', () => {
  it('ends the look that is under way', async () => {
    const { service, executor } = await createWorld();
    await service.execute(REQUEST, ALICE);
    const reader = new AbortController();
    executor.get = ({ signal }) => {
      reader.abort(new Error('gone'));
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve(runOf('run-1'));
    };

    await expect(service.get('execution-1', READER, { signal: reader.signal })).rejects.toThrow('gone');
  });

  it('ends the sweep, and not as a failure of an execution', async () => {
    const { service, executor } = await createWorld();
    await service.execute(REQUEST, ALICE);
    const stopping = new AbortController();
    executor.get = ({ signal }) => {
      stopping.abort(new Error('closing'));
      return signal?.aborted ? Promise.reject(signal.reason) : Promise.resolve(runOf('run-1'));
    };

    await expect(service.sweep(stopping.signal)).rejects.toThrow('closing');
  });
});

it.each([
  ['allOf', { allOf: [{ properties: { LD_PRELOAD: { type: 'string' } } }] }],
  ['anyOf', { anyOf: [{ type: 'object' }] }],
  ['patternProperties', { patternProperties: { '^LD_': { type: 'string' } } }],
])('a schema with %s lets no parameter through that it does not name', async (_, extra) => {
  const group = dnsGroup({ record: { type: 'string' } });
  const operation = group.document.paths['/pipelines/dns/executions']?.['post'];
  const media = operation?.requestBody?.content?.['application/json'];
  Object.assign(media?.schema ?? {}, extra);
  const { service, executor } = await createWorld({ group });

  const parameters = { record: 'www', LD_PRELOAD: '/tmp/evil.so' };

  await expect(service.execute({ ...REQUEST, parameters }, ALICE)).rejects.toMatchObject({
    code: 'invalid_parameters',
    fields: [{ field: 'LD_PRELOAD', message: 'is not a parameter of this pipeline', allowed: ['tenant_id', 'record'] }],
  });
  expect(executor.started).toHaveLength(0);
});

it('what a CI system says of a run has no escape codes and no secrets in it, wherever it stands', async () => {
  const { service, executor } = await createWorld();
  const name = '\u001b[31mjob\u001b[0m glpat-abcdefghijklmnopqrst';
  executor.onStart = () =>
    runOf('run', {
      status: 'failed',
      stages: [{ name, status: 'failed' }],
      failure: { kind: 'failed', message: name, job: name, stage: name },
    });

  const { execution } = await service.execute(REQUEST, ALICE);

  expect(JSON.stringify(execution)).not.toMatch(/glpat|\\u001b/);
  expect(execution.failure?.job).toBe('job [redacted]');
});

it('a refusal that quotes a secret is recorded without it', async () => {
  const { service, executor } = await createWorld();
  executor.onStart = fails('not_started', 'Bad header "Authorization: Bearer abcdefghijkl".');

  expect((await service.execute(REQUEST, ALICE)).execution.failure?.message).not.toContain('abcdefghijkl');
});
