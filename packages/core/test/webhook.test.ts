import { describe, expect, it, vi } from 'vitest';
import type { Run, WebhookRequest, WebhookResult } from '../src/index.ts';
import { errorOf } from './fixtures/error-of.ts';
import { createScriptedExecutor, fails, runOf, withParts } from './fixtures/scripted-executor.ts';
import {
  ALICE,
  createWorld,
  EVE,
  READER,
  ROOT,
  SETTLE_WINDOW_MS,
  type World,
  type WorldOptions,
} from './fixtures/world.ts';

const REQUEST = { pipelineType: 'dns', environment: 'dev' } as const;
const ID = 'execution-1';

interface Hooked extends World {
  /** What the executor makes of the next webhook. */
  result: WebhookResult;
  deliver(runId?: string, deliveryId?: string): Promise<string>;
}

function webhookRequest(clock: World['clock']): WebhookRequest {
  return { url: '/webhooks/ci', headers: new Headers(), body: new Uint8Array(), receivedAt: clock.now() };
}

async function hooked(options: WorldOptions = {}): Promise<Hooked> {
  const executor = withParts(createScriptedExecutor(), { webhook: () => world.result });
  const base = await createWorld({ ...options, executor });
  const world: Hooked = {
    ...base,
    result: { outcome: 'unauthenticated' },
    async deliver(runId = 'run-1', deliveryId) {
      world.result = { outcome: 'accepted', deliveryId, sightings: [{ executionId: ID, runId }] };
      return base.service.receiveWebhook('ci', webhookRequest(base.clock));
    },
  };
  return world;
}

describe('a webhook', () => {
  it('makes the service look at the run, and believes only what it sees there', async () => {
    const { service, executor, store, deliver, events } = await hooked();
    await service.execute(REQUEST, ALICE);
    executor.onGet = (runId) => runOf(runId, { status: 'succeeded' });

    expect(await deliver()).toBe('accepted');

    expect((await store.get(ID))?.status).toBe('succeeded');
    expect(events.at(-1)).toMatchObject({ type: 'execution.succeeded', actor: 'sluice', cause: 'seen by a webhook' });
  });

  it.each<WebhookResult>([
    { outcome: 'unauthenticated' },
    { outcome: 'malformed', reason: 'no JSON' },
    { outcome: 'ignored', reason: 'not ours' },
  ])('that is not accepted leads to nothing, and is logged: %j', async (result) => {
    const world = await hooked();
    await world.service.execute(REQUEST, ALICE);
    world.result = result;

    expect(await world.service.receiveWebhook('ci', webhookRequest(world.clock))).toBe(result.outcome);

    expect(world.executor.calls).toEqual(['start']);
    expect(world.logs).toContain('warn A webhook was not used');
  });

  it('for an executor that takes none is an error', async () => {
    const { service, clock } = await createWorld();

    expect(await errorOf(service.receiveWebhook('ci', webhookRequest(clock)))).toMatchObject({ code: 'not_found' });
    expect(await errorOf(service.receiveWebhook('no', webhookRequest(clock)))).toMatchObject({ code: 'not_found' });
  });

  it('about an execution that is not ours is taken and leads to nothing', async () => {
    const { deliver, executor } = await hooked();

    expect(await deliver()).toBe('accepted');
    expect(executor.calls).toEqual([]);
  });

  it("about another executor's execution leads to nothing", async () => {
    const world = await hooked();
    await world.service.execute(REQUEST, ALICE);
    const execution = await world.store.get(ID);
    if (execution === undefined) throw new Error('it should be stored');
    await world.store.update({ ...execution, version: execution.version + 1, executor: 'other' });

    await world.deliver();

    expect(world.executor.calls).toEqual(['start']);
  });

  it('settles a start without an answer by the run that it names', async () => {
    const { service, executor, store, deliver } = await hooked();
    executor.onStart = fails('unknown');
    await service.execute(REQUEST, ALICE);
    executor.onFind = ({ sightedRunId }) =>
      sightedRunId === undefined ? { outcome: 'absent' } : { outcome: 'found', run: runOf(sightedRunId) };

    await deliver('run-9');

    expect(await store.get(ID)).toMatchObject({ status: 'running', run: { id: 'run-9' } });
  });

  it('that comes before the answer of the start changes nothing', async () => {
    const { service, executor, store, deliver } = await hooked({ time: 'manual' });
    const answer = Promise.withResolvers<Run>();
    executor.onStart = () => answer.promise;
    const starting = service.execute(REQUEST, ALICE);
    await vi.waitFor(() => expect(executor.started).toHaveLength(1));

    await deliver('run-1');

    expect(await store.get(ID)).toMatchObject({ status: 'starting', version: 1 });
    answer.resolve(runOf('run-1'));
    expect((await starting).execution).toMatchObject({ status: 'running' });
    expect((await store.get(ID))?.unexpectedRunIds).toBeUndefined();
  });
});

describe('a delivery', () => {
  it('that was dealt with is dealt with once', async () => {
    const { service, executor, deliver } = await hooked();
    await service.execute(REQUEST, ALICE);
    await deliver('run-1', 'd-1');

    expect(await deliver('run-1', 'd-1')).toBe('duplicate');
    expect(await deliver('run-1', 'd-2')).toBe('accepted');
    expect(executor.calls).toEqual(['start', 'get', 'get']);
  });

  it('that came to nothing may come again', async () => {
    const { service, executor, deliver, store } = await hooked();
    await service.execute(REQUEST, ALICE);
    executor.onGet = fails('unknown');
    await deliver('run-1', 'd-1');
    executor.onGet = (runId) => runOf(runId, { status: 'succeeded' });

    expect(await deliver('run-1', 'd-1')).toBe('accepted');
    expect((await store.get(ID))?.status).toBe('succeeded');
  });

  it('is forgotten when ten thousand others have come', async () => {
    const { service, executor, deliver } = await hooked();
    executor.onStart = () => runOf('run-1', { status: 'succeeded' });
    await service.execute(REQUEST, ALICE);
    for (let index = 0; index <= 10_000; index += 1) await deliver('run-1', `d-${index}`);

    expect(await deliver('run-1', 'd-10000')).toBe('duplicate');
    expect(await deliver('run-1', 'd-0')).toBe('accepted');
  });

  it('that comes while another one is looked at gets a look of its own, since its news may be newer', async () => {
    const { service, executor, deliver, store } = await hooked({ time: 'manual' });
    await service.execute(REQUEST, ALICE);
    const first = Promise.withResolvers<Run>();
    executor.onGet = () => first.promise;
    const older = deliver('run-1', 'd-1');
    await vi.waitFor(() => expect(executor.calls).toContain('get'));
    const newer = [deliver('run-1', 'd-2'), deliver('run-1', 'd-3')];
    executor.onGet = (runId) => runOf(runId, { status: 'succeeded' });

    first.resolve(runOf('run-1'));
    await Promise.all([older, ...newer]);

    expect((await store.get(ID))?.status).toBe('succeeded');
    expect(executor.calls.filter((call) => call === 'get')).toHaveLength(2);
  });
});

describe('a run that should not be there', () => {
  it('is put into the record, told, and logged as an error with both ids', async () => {
    const { service, store, deliver, events, lines } = await hooked();
    await service.execute(REQUEST, ALICE);

    await deliver('run-77');
    await deliver('run-77');

    expect(await store.get(ID)).toMatchObject({
      status: 'running',
      run: { id: 'run-1' },
      unexpectedRunIds: ['run-77'],
    });
    expect(events.filter(({ type }) => type === 'execution.unexpected_run')).toMatchObject([
      { cause: 'run run-77 was named by a webhook' },
    ]);
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { event: 'execution.unexpected_run', run_id: 'run-1', unexpected_run_ids: ['run-77'] } },
    ]);
  });

  it.each<[string, (world: Hooked) => Promise<unknown>, string]>([
    [
      'has succeeded',
      ({ service, executor }) => {
        executor.onStart = () => runOf('run-1', { status: 'succeeded' });
        return service.execute(REQUEST, ALICE);
      },
      'succeeded',
    ],
    [
      'was said never to have started',
      async ({ service, executor, clock }) => {
        executor.onStart = fails('unknown');
        await service.execute(REQUEST, ALICE);
        await clock.advance(SETTLE_WINDOW_MS);
        await service.get(ID, READER);
      },
      'failed',
    ],
    [
      'was refused by the CI system',
      ({ service, executor }) => {
        executor.onStart = fails('not_started');
        return service.execute(REQUEST, ALICE);
      },
      'failed',
    ],
  ])('is put into the record of an execution that %s', async (_, end, status) => {
    const world = await hooked();
    await end(world);

    await world.deliver('run-77');

    expect(await world.store.get(ID)).toMatchObject({ status, unexpectedRunIds: ['run-77'] });
    expect((await world.service.get(ID, READER)).execution.unexpectedRunIds).toEqual(['run-77']);
  });

  it('is put into the record of an execution that still awaits approval', async () => {
    const environments = { dev: { approval: 'second-person' as const }, prod: {} };
    const world = await hooked({ pipeline: { environments } });
    await world.service.execute(REQUEST, ALICE);

    await world.deliver('run-77');

    expect(await world.store.get(ID)).toMatchObject({ status: 'awaiting_approval', unexpectedRunIds: ['run-77'] });
    expect(await world.service.approve(ID, EVE)).toMatchObject({ run: { id: 'run-1' }, unexpectedRunIds: ['run-77'] });
  });

  it('keeps the execution from being retried before a person has looked', async () => {
    const { service, executor, deliver } = await hooked();
    executor.onStart = fails('not_started');
    await service.execute(REQUEST, ALICE);
    await deliver('run-77');
    executor.onStart = () => runOf('run-2');

    expect(await errorOf(service.retry(ID, ALICE))).toMatchObject({ code: 'retry_not_allowed' });
    expect((await service.retry(ID, ROOT, { nothingRuns: true })).execution.status).toBe('running');
  });

  it('is none where the CI system has another id for the same run by now', async () => {
    const { service, executor, store, deliver } = await hooked();
    executor.onStart = () => runOf('queue/5');
    await service.execute(REQUEST, ALICE);
    executor.onGet = () => runOf('12');

    await deliver('12');
    await deliver('queue/5');

    expect(await store.get(ID)).toMatchObject({ run: { id: '12' } });
    expect((await store.get(ID))?.unexpectedRunIds).toBeUndefined();
  });

  it('is not taken for one while the CI system can not tell, and is looked at with the next delivery', async () => {
    const { service, executor, store, deliver, logs } = await hooked();
    await service.execute(REQUEST, ALICE);
    executor.onGet = (runId) => (runId === 'run-1' ? runOf(runId) : fails('unknown')());
    await deliver('run-77', 'd-1');
    expect((await store.get(ID))?.unexpectedRunIds).toBeUndefined();
    expect(logs).toContain('error Two runs could not be told apart');

    executor.onGet = (runId) => runOf(runId);
    await deliver('run-77', 'd-1');

    expect((await store.get(ID))?.unexpectedRunIds).toEqual(['run-77']);
  });

  it('is one also when it was deleted in the meantime', async () => {
    const { service, executor, store, deliver } = await hooked();
    await service.execute(REQUEST, ALICE);
    executor.onGet = (runId) => (runId === 'run-1' ? runOf(runId) : fails('unknown', 'gone', { runIsGone: true })());

    await deliver('run-77');

    expect((await store.get(ID))?.unexpectedRunIds).toEqual(['run-77']);
  });

  it('is named among twenty at the most', async () => {
    const { service, store, deliver } = await hooked();
    await service.execute(REQUEST, ALICE);

    for (let index = 0; index < 25; index += 1) await deliver(`stray-${index}`);

    const ids = (await store.get(ID))?.unexpectedRunIds ?? [];
    expect([ids.length, ids.at(-1)]).toEqual([20, 'stray-24']);
  });
});
