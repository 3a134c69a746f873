import { describe, expect, it, vi } from 'vitest';
import { type ExecutionStore, type Run, SluiceError } from '../src/index.ts';
import { fails, runOf } from './fixtures/scripted-executor.ts';
import { ALICE, ahead, createWorld, dnsGroup, frozen, LEASE_MS, READER, SETTLE_WINDOW_MS } from './fixtures/world.ts';

const UNSEEN_MS = 600_000;
const REQUEST = { pipelineType: 'dns', environment: 'dev', parameters: { record: 'www' } } as const;

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
        async create(execution, claims) {
          const result = await store.create(execution, claims);
          await delay();
          return result;
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
    const { service, executor, clock, server } = await createWorld({ time: 'manual' });
    executor.onStart = () => new Promise<Run>(() => {});
    void server({ clock: frozen(clock) }).execute(REQUEST, ALICE);
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
  await clock.advance(SETTLE_WINDOW_MS - 1);
  executor.onFind = async () => {
    await clock.advance(1000);
    return { outcome: 'absent' };
  };

  expect((await service.get('execution-1', READER)).execution.status).toBe('unknown');
});

describe('two looks at one run', () => {
  it('end at the newer one: the answer of the start does not replace what was seen since', async () => {
    const { service, executor, clock, server } = await createWorld({ time: 'manual' });
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    executor.found = { outcome: 'found', run: runOf('run-1', { stages: [{ name: 'plan', status: 'running' }] }) };
    await server({ clock: ahead(clock, LEASE_MS) }).get('execution-1', READER);

    answer.resolve(runOf('run-1', { status: 'queued', rawStatus: 'created' }));

    expect((await starting).execution).toMatchObject({ status: 'running', run: { stages: [{ name: 'plan' }] } });
  });

  it('end at the one that says that the run has finished', async () => {
    const { service, executor, clock, server } = await createWorld({ time: 'manual' });
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    executor.found = { outcome: 'found', run: runOf('run-1') };
    await server({ clock: ahead(clock, LEASE_MS) }).get('execution-1', READER);

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
  executor.onGet = async (runId) => {
    looks += 1;
    await clock.advance(1);
    return runOf(runId, looks > 20 ? { status: 'succeeded' } : { rawStatus: `look ${looks}` });
  };
  await clock.advance(UNSEEN_MS);

  expect(await service.sweep()).toMatchObject({ unfinished: 2, looks: 2, left: 0 });
  expect(looks).toBe(2);
});

describe('whoever goes away', () => {
  it('ends the look that is under way', async () => {
    const { service, executor } = await createWorld({ time: 'manual' });
    await service.execute(REQUEST, ALICE);
    const reader = new AbortController();
    let look: AbortSignal | undefined;
    executor.onGet = (_, { signal }) => {
      look = signal;
      reader.abort(new Error('gone'));
      return new Promise(() => {});
    };

    await expect(service.get('execution-1', READER, { signal: reader.signal })).rejects.toThrow('gone');
    expect(look?.aborted).toBe(true);
  });

  it('leaves the look to those who are still there', async () => {
    const { service, executor } = await createWorld({ time: 'manual' });
    await service.execute(REQUEST, ALICE);
    const answer = Promise.withResolvers<Run>();
    executor.onGet = () => answer.promise;
    const reader = new AbortController();
    const first = service.get('execution-1', READER, { signal: reader.signal });
    const second = service.get('execution-1', READER);
    reader.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');

    answer.resolve(runOf('run-1', { status: 'succeeded' }));

    expect((await second).execution.status).toBe('succeeded');
    expect(executor.calls.filter((call) => call === 'get')).toHaveLength(1);
  });

  it('ends the sweep, and not as a failure of an execution', async () => {
    const { service, executor, clock, logs } = await createWorld({ time: 'manual' });
    await service.execute(REQUEST, ALICE);
    await clock.advance(UNSEEN_MS);
    const stopping = new AbortController();
    executor.onGet = () => {
      stopping.abort(new Error('closing'));
      return new Promise(() => {});
    };

    await expect(service.sweep(stopping.signal)).rejects.toThrow('closing');
    expect(logs.filter((line) => line.startsWith('error'))).toEqual([]);
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
