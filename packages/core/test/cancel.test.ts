import { describe, expect, it, vi } from 'vitest';
import type { Run } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { createScriptedExecutor, fails, runOf, withParts } from './fixtures/scripted-executor.ts';
import {
  ALICE,
  BOB,
  createWorld,
  READER,
  ROOT,
  SETTLE_WINDOW_MS,
  type World,
  type WorldOptions,
} from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev', parameters: { record: 'www' } } as const;
const ID = 'execution-1';

async function started(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld(options);
  await world.service.execute(REQUEST, ALICE);
  return world;
}

async function unanswered(): Promise<World> {
  const world = await createWorld();
  world.executor.onStart = fails('unknown', 'No answer.');
  await world.service.execute(REQUEST, ALICE);
  return world;
}

describe('cancelling a run', () => {
  it.each(['queued', 'running', 'blocked'] as const)(
    'that is %s asks the CI system, and records who asked',
    async (status) => {
      const { service, executor, events, clock } = await started();
      executor.onGet = (runId) => runOf(runId, { status });

      const execution = await service.cancel(ID, BOB);

      expect(executor.cancelled).toEqual(['run-1']);
      expect(execution).toMatchObject({
        status,
        cancelRequestedBy: 'bob',
        cancellation: { requestedAt: clock.now(), attempts: 1, takenAt: clock.now() },
      });
      expect(events.slice(-2).map(({ type, actor }) => [type, actor])).toEqual([
        ['execution.cancel_requested', 'bob'],
        ['execution.cancel_taken', 'sluice'],
      ]);
    },
  );

  it('stores the wish before it asks', async () => {
    const { service, executor, store } = await started();
    let seen: unknown;
    executor.onCancel = async () => {
      seen = await store.get(ID);
    };

    await service.cancel(ID, BOB);

    expect(seen).toMatchObject({ cancelRequestedBy: 'bob', cancellation: { attempts: 0 } });
  });

  it('is over only when the CI system says so', async () => {
    const { service, executor } = await started();
    await service.cancel(ID, BOB);
    expect((await service.get(ID, READER)).execution.status).toBe('running');

    executor.onGet = (runId) => runOf(runId, { status: 'cancelled' });

    expect((await service.get(ID, READER)).execution.status).toBe('cancelled');
  });

  it('that did nothing after all is cancelled, not failed: the CI system has forgotten that it was stopped', async () => {
    const { service, executor } = await started();
    await service.cancel(ID, BOB);
    executor.onGet = (runId) => runOf(runId, { status: 'failed', failure: { kind: 'skipped', message: 'gone' } });

    const { execution } = await service.get(ID, READER);

    expect([execution.status, execution.failure]).toEqual(['cancelled', undefined]);
  });

  it('that ends well all the same is not called cancelled', async () => {
    const { service, executor } = await started();
    await service.cancel(ID, BOB);
    executor.onGet = (runId) => runOf(runId, { status: 'succeeded' });

    expect((await service.get(ID, READER)).execution).toMatchObject({ status: 'succeeded', cancelRequestedBy: 'bob' });
  });

  it('twice asks twice, and keeps who asked first', async () => {
    const { service, executor, events } = await started();
    await service.cancel(ID, BOB);

    const execution = await service.cancel(ID, ALICE);

    expect(execution).toMatchObject({ cancelRequestedBy: 'bob', cancellation: { attempts: 2 } });
    expect(executor.cancelled).toEqual(['run-1', 'run-1']);
    expect(events.filter(({ type }) => type === 'execution.cancel_requested')).toHaveLength(1);
  });

  it('that has finished leaves it as it is', async () => {
    const { service, executor } = await createWorld();
    executor.onStart = () => runOf('run-1', { status: 'succeeded' });
    await service.execute(REQUEST, ALICE);

    expect(await service.cancel(ID, BOB)).toMatchObject({ status: 'succeeded', version: 2 });
    expect(executor.cancelled).toEqual([]);
  });

  it('that finished unseen finds that out first', async () => {
    const { service, executor } = await started();
    executor.onGet = (runId) => runOf(runId, { status: 'succeeded' });

    expect((await service.cancel(ID, BOB)).status).toBe('succeeded');
    expect(executor.cancelled).toEqual([]);
  });

  it('needs the scope "execute"', async () => {
    const { service, executor } = await started();

    expect(await errorOf(service.cancel(ID, READER))).toMatchObject({ code: 'forbidden' });
    expect(executor.cancelled).toEqual([]);
  });
});

describe('cancelling what awaits approval', () => {
  it('is done at once, and frees its claims', async () => {
    const environments = { dev: { approval: 'second-person' as const }, prod: {} };
    const { service, executor } = await started({ pipeline: { environments } });

    expect(await service.cancel(ID, BOB)).toMatchObject({ status: 'cancelled', cancelRequestedBy: 'bob' });
    expect((await service.execute(REQUEST, BOB)).replayed).toBe(false);
    expect(executor.calls).toEqual([]);
  });
});

describe('cancelling before there is a run', () => {
  it('is kept while the start is under way, and carried out with its answer', async () => {
    const { service, executor } = await createWorld({ time: 'manual' });
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));

    expect(await service.cancel(ID, BOB)).toMatchObject({
      status: 'starting',
      cancelRequestedBy: 'bob',
      cancellation: { attempts: 0 },
    });
    expect(executor.cancelled).toEqual([]);
    answer.resolve(runOf('run-1'));

    expect((await starting).execution).toMatchObject({ cancelRequestedBy: 'bob', cancellation: { attempts: 1 } });
    expect(executor.cancelled).toEqual(['run-1']);
  });

  it.each([
    ['a reader', async ({ service }: World) => void (await service.get(ID, READER))],
    ['the sweeper', async ({ service }: World) => void (await service.sweep())],
    ['another server', async ({ server }: World) => void (await server().get(ID, READER))],
  ])('is kept while the outcome is unknown, and carried out by %s who finds the run', async (_, look) => {
    const world = await unanswered();
    expect(await world.service.cancel(ID, BOB)).toMatchObject({ status: 'unknown', cancelRequestedBy: 'bob' });
    world.executor.found = { outcome: 'found', run: runOf('run-1') };

    await look(world);

    expect(world.executor.cancelled).toEqual(['run-1']);
    expect(await world.store.get(ID)).toMatchObject({ status: 'running', cancellation: { attempts: 1 } });
  });

  it('ends as cancelled where no run was ever started', async () => {
    const { service, clock } = await unanswered();
    await service.cancel(ID, BOB);
    await clock.advance(SETTLE_WINDOW_MS);

    const { execution } = await service.get(ID, READER);

    expect(execution).toMatchObject({ status: 'cancelled', cancelRequestedBy: 'bob', finishedAt: clock.now() });
    expect(execution.failure).toBeUndefined();
  });

  it('does not make the settle window longer', async () => {
    const { service, clock } = await unanswered();
    await clock.advance(SETTLE_WINDOW_MS - 1);
    await service.cancel(ID, BOB);
    await clock.advance(1);

    expect((await service.get(ID, READER)).execution.status).toBe('cancelled');
  });

  it('stays lost where nobody can tell whether there is a run', async () => {
    const { service, clock, executor } = await unanswered();
    await service.cancel(ID, BOB);
    executor.found = { outcome: 'indeterminate', reason: 'no access' };
    await clock.advance(SETTLE_WINDOW_MS);

    expect((await service.get(ID, READER)).execution.status).toBe('lost');
  });
});

describe('a cancellation that the CI system does not take', () => {
  it('is told to who asked, and stays in the record', async () => {
    const { service, executor, store, events } = await started();
    executor.onCancel = fails('unknown', 'The CI system is busy.', { retryable: true });

    expect(await errorOf(service.cancel(ID, BOB))).toMatchObject({
      code: 'executor_failed',
      retryable: true,
      message: 'The CI system is busy.',
    });
    const { cancelRequestedBy, cancellation } = (await store.get(ID)) ?? {};
    expect(cancelRequestedBy).toBe('bob');
    expect(cancellation).toMatchObject({ attempts: 1, failure: 'The CI system is busy.' });
    expect(cancellation?.takenAt).toBeUndefined();
    expect(events.at(-1)?.type).toBe('execution.cancel_failed');
  });

  it('is not repeated by readers', async () => {
    const { service, executor } = await started();
    executor.onCancel = fails('unknown');
    await errorOf(service.cancel(ID, BOB));

    await service.get(ID, READER, { waitMs: 25_000 });

    expect(executor.cancelled).toHaveLength(1);
  });

  it('is repeated by the sweeper, until it is taken', async () => {
    const { service, executor, store } = await started();
    executor.onCancel = fails('unknown', 'Busy.');
    await errorOf(service.cancel(ID, BOB));
    await service.sweep();
    executor.onCancel = () => {};

    await service.sweep();
    await service.sweep();

    expect(executor.cancelled).toHaveLength(3);
    const cancellation = (await store.get(ID))?.cancellation;
    expect(cancellation?.takenAt).toBeDefined();
    expect(cancellation?.failure).toBeUndefined();
  });

  it('is repeated five times in all, and the record says that a person must stop the run', async () => {
    const { service, executor, store } = await started();
    executor.onCancel = fails('unknown', 'Busy.');
    await errorOf(service.cancel(ID, BOB));

    for (let sweep = 0; sweep < 10; sweep += 1) await service.sweep();

    expect(executor.cancelled).toHaveLength(5);
    expect((await store.get(ID))?.cancellation).toMatchObject({
      attempts: 5,
      failure:
        'Busy. The CI system was asked 5 times and is not asked again by itself: a person must stop the run there.',
    });
  });
});

describe('a forced cancellation', () => {
  const forceful = (): WorldOptions => ({
    executor: withParts(createScriptedExecutor(), { force: ['terminate', 'kill'] }),
  });

  it('goes further, where the CI system can', async () => {
    const { service, executor } = await started(forceful());
    let force: string | undefined;
    executor.onCancel = (request) => {
      force = request.force;
    };

    expect(await service.cancel(ID, ROOT, { force: 'terminate' })).toMatchObject({
      cancellation: { force: 'terminate', attempts: 1 },
    });
    expect(force).toBe('terminate');
  });

  it('can follow a mild one that did not help, and is a wish of its own', async () => {
    const { service, executor, events } = await started(forceful());
    await service.cancel(ID, BOB);

    const execution = await service.cancel(ID, ROOT, { force: 'kill' });

    expect(execution).toMatchObject({ cancelRequestedBy: 'root', cancellation: { force: 'kill', attempts: 1 } });
    expect(events.filter(({ type }) => type === 'execution.cancel_requested').map(({ actor }) => actor)).toEqual([
      'bob',
      'root',
    ]);
    expect(executor.cancelled).toHaveLength(2);
  });

  it('needs the scope "admin"', async () => {
    const { service, executor } = await started(forceful());

    expect(await errorOf(service.cancel(ID, ALICE, { force: 'kill' }))).toMatchObject({ code: 'forbidden' });
    expect(executor.cancelled).toEqual([]);
  });

  it.each([
    ['has only another one', ['terminate'] as const, 'is not one of those it can do: terminate'],
    ['has none', [] as const, 'is not something that this CI system can do'],
  ])('is refused where the CI system %s, and asks for nothing', async (_, force, words) => {
    const { service, executor, store } = await started({ executor: withParts(createScriptedExecutor(), { force }) });

    expect(await errorOf(service.cancel(ID, ROOT, { force: 'kill' }))).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(words),
      fields: [{ field: 'force', allowed: force }],
    });
    expect(executor.cancelled).toEqual([]);
    expect((await store.get(ID))?.cancelRequestedBy).toBeUndefined();
  });
});
