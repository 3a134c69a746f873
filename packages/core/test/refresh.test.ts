import { describe, expect, it, vi } from 'vitest';
import { createCatalog, type Run } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { createScriptedExecutor, fails, runOf } from './fixtures/scripted-executor.ts';
import {
  ALICE,
  ahead,
  BOB,
  createWorld,
  dnsGroup,
  frozen,
  LEASE_MS,
  READER,
  SETTLE_WINDOW_MS,
  type World,
} from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev' } as const;
const ID = 'execution-1';

async function started(time: 'auto' | 'manual' = 'auto'): Promise<World> {
  const world = await createWorld({ time });
  await world.service.execute(REQUEST, ALICE);
  return world;
}

describe('a run that was deleted at the CI system', () => {
  it('makes its execution lost, says so, and frees its slot', async () => {
    const { service, executor, events } = await started();
    executor.onGet = fails('unknown', 'There is no such run.', { runIsGone: true });

    const { execution, note } = await service.get(ID, READER);

    expect(note).toBeUndefined();
    expect(execution).toMatchObject({ status: 'lost', failure: { code: 'run_deleted' }, run: { id: 'run-1' } });
    expect(execution.failure?.message).toMatch(/was deleted .* A person must look/);
    expect(events.at(-1)).toMatchObject({ type: 'execution.lost', cause: 'seen by a reader' });
    expect((await service.execute(REQUEST, BOB)).replayed).toBe(false);
  });

  it('was not, where that is not certain', async () => {
    const { service, executor } = await started();
    executor.onGet = fails('unknown', 'There is no such project.');

    const { execution, note } = await service.get(ID, READER);

    expect([execution.status, note]).toEqual(['running', expect.stringContaining('There is no such project.')]);
  });
});

describe('an executor that the config does not have any more', () => {
  async function orphaned(): Promise<Pick<World, 'service' | 'store' | 'lines'>> {
    const world = await started();
    const catalog = await createCatalog({
      config: {
        executors: { other: () => createScriptedExecutor() },
        actionGroups: ['./dns.openapi.yaml'],
        pipelines: { dns: { executor: 'other', target: { job: 'dns' }, environments: { dev: {}, prod: {} } } },
      },
      actionGroups: [dnsGroup()],
    });
    return { ...world, service: world.server({ catalog }) };
  }

  it('leaves its executions as they are, and says what a person must do', async () => {
    const { service } = await orphaned();

    const { execution, note } = await service.get(ID, READER);

    expect(execution.status).toBe('running');
    expect(note).toMatch(/no executor "ci" any more, .* Somebody must put it back into the config under that name\./);
  });

  it.each([
    ['cancel', (service: World['service']) => service.cancel(ID, ALICE)],
    ['read the log of', (service: World['service']) => service.readLog(ID, READER)],
  ])('can not %s them, and says why', async (_, act) => {
    const { service } = await orphaned();

    expect(await errorOf(act(service))).toMatchObject({
      code: 'executor_failed',
      message: expect.stringContaining('put it back into the config'),
    });
  });

  it('does not keep a sweep from the others, and is complained of once', async () => {
    const { service, store, lines } = await orphaned();
    await service.execute({ ...REQUEST, environment: 'prod' }, ALICE);

    expect(await service.sweep()).toMatchObject({ swept: true, unfinished: 2 });
    await service.sweep();

    expect((await store.get(ID))?.status).toBe('running');
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { executor: 'ci', for_example: ID, action: expect.stringContaining('Put it back into the config') } },
    ]);
  });
});

describe('a CI system that does not answer', () => {
  it('is not waited for longer than its time, and asked to stop', async () => {
    const { service, executor, clock } = await started('manual');
    let look: AbortSignal | undefined;
    executor.onGet = (_, { signal }) => {
      look = signal;
      return new Promise(() => {});
    };
    const reading = service.get(ID, READER);
    await vi.waitFor(() => expect(look).toBeDefined());

    await clock.advance(60_000);

    const { execution, note } = await reading;
    expect([execution.status, note]).toEqual(['running', expect.stringMatching(/did not answer within 60 seconds/)]);
    expect(look?.aborted).toBe(true);
  });

  it('at its start is not waited for longer than the lease, and the outcome is unknown', async () => {
    const { service, executor, clock } = await createWorld({ time: 'manual' });
    let asked: AbortSignal | undefined;
    executor.onStart = ({ signal }) => {
      asked = signal;
      return new Promise(() => {});
    };
    const starting = service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(asked).toBeDefined());
    await clock.advance(LEASE_MS - 1);
    expect(asked?.aborted).toBe(false);

    await clock.advance(1);

    expect((await starting).execution).toMatchObject({ status: 'unknown' });
    expect(asked?.aborted).toBe(true);
  });

  it.each([
    [
      'a cancellation',
      (world: World) => void Object.assign(world.executor, { onCancel: () => new Promise(() => {}) }),
      (world: World) => world.service.cancel(ID, ALICE),
    ],
    [
      'a log',
      (world: World) => void Object.assign(world.executor, { readLog: () => new Promise(() => {}) }),
      (world: World) => world.service.readLog(ID, READER),
    ],
  ])('to %s is an error that can be tried again', async (_, silence, ask) => {
    const world = await started();
    silence(world);

    expect(await errorOf(ask(world))).toMatchObject({ code: 'executor_failed', retryable: true });
  });
});

describe('readers at the same time', () => {
  it('share one look in one process', async () => {
    const { service, executor } = await started();

    const results = await Promise.all(Array.from({ length: 20 }, () => service.get(ID, READER)));

    expect(executor.calls.filter((call) => call === 'get')).toHaveLength(1);
    expect(new Set(results.map(({ execution }) => execution.version)).size).toBe(1);
  });

  it('look anew each time they come one after the other', async () => {
    const { service, executor } = await started();

    await service.get(ID, READER);
    await service.get(ID, READER);

    expect(executor.calls.filter((call) => call === 'get')).toHaveLength(2);
  });

  it('share a failure too, and the next one looks again', async () => {
    const { service, executor } = await started();
    executor.onGet = () => {
      throw new TypeError('a bug in the executor');
    };

    const results = await Promise.allSettled([service.get(ID, READER), service.get(ID, READER)]);

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    executor.onGet = (runId) => runOf(runId);
    expect((await service.get(ID, READER)).execution.status).toBe('running');
  });

  it('of different executions do not wait for each other', async () => {
    const { service, executor } = await started('manual');
    await service.execute({ ...REQUEST, environment: 'prod' }, ALICE);
    executor.onGet = (runId) => (runId === 'run-1' ? new Promise<Run>(() => {}) : runOf(runId));
    void service.get(ID, READER);

    expect((await service.get('execution-2', READER)).execution.status).toBe('running');
  });
});

describe('a run of a start whose server was too slow', () => {
  it('never hides: what the late answer names is put into the record of what was said never to have started', async () => {
    const { server, executor, clock, store, lines } = await createWorld({ time: 'manual' });
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = server({ clock: frozen(clock) }).execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    const other = server();
    await clock.advance(LEASE_MS);
    await other.get(ID, READER);
    await clock.advance(SETTLE_WINDOW_MS);
    expect((await other.get(ID, READER)).execution.failure?.code).toBe('never_started');

    answer.resolve(runOf('run-1'));

    expect((await starting).execution).toMatchObject({ status: 'failed', unexpectedRunIds: ['run-1'] });
    expect((await store.get(ID))?.unexpectedRunIds).toEqual(['run-1']);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('that another server found under another id is the same one', async () => {
    const { server, executor, clock, store } = await createWorld({ time: 'manual' });
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = server().execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    executor.found = { outcome: 'found', run: runOf('12') };
    executor.onGet = () => runOf('12');
    await server({ clock: ahead(clock, LEASE_MS) }).get(ID, READER);

    answer.resolve(runOf('queue/5', { status: 'queued' }));
    await starting;

    const execution = await store.get(ID);
    expect(execution).toMatchObject({ status: 'running', run: { id: '12' } });
    expect(execution?.unexpectedRunIds).toBeUndefined();
  });

  it('is unexpected where another server found another one', async () => {
    const { server, executor, clock, store } = await createWorld({ time: 'manual' });
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = server().execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));
    executor.found = { outcome: 'found', run: runOf('12') };
    await server({ clock: ahead(clock, LEASE_MS) }).get(ID, READER);

    answer.resolve(runOf('13', { status: 'succeeded' }));
    await starting;

    expect(await store.get(ID)).toMatchObject({ status: 'running', run: { id: '12' }, unexpectedRunIds: ['13'] });
  });
});
