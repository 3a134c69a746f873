import { createCatalog, ExecutorError, type ListRequest, type PipelineExecutor, SluiceError } from '@sluice/core';
import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { createReadiness, type Readiness, type ReadinessOptions } from '../../src/telemetry/readiness.ts';
import { createFakeExecutor } from '../support/fake-executor.ts';
import { type RecordedLog, recordLog } from '../support/recorded-log.ts';
import { createObservedServer, DOCUMENT } from './support/observed-server.ts';

const STORE_SECRET = 'glpat-secret0secret0secret';

interface World {
  readonly readiness: Readiness;
  readonly clock: VirtualClock;
  readonly log: RecordedLog;
  readonly lists: readonly ListRequest<unknown>[];
  readonly storeChecks: () => number;
  /** What the parts do from now on. */
  set(parts: { store?: () => Promise<void>; list?: (signal: AbortSignal | undefined) => Promise<never[]> }): void;
}

async function createWorld(options: Partial<ReadinessOptions> = {}): Promise<World> {
  const clock = createVirtualClock();
  const log = recordLog();
  const lists: ListRequest<unknown>[] = [];
  let storeChecks = 0;
  let store = async (): Promise<void> => {};
  let answer: (signal: AbortSignal | undefined) => Promise<never[]> = async () => [];
  const executor: PipelineExecutor = {
    ...createFakeExecutor(),
    list(request) {
      lists.push(request);
      return answer(request.signal);
    },
  };
  const catalog = await createCatalog({
    config: {
      executors: { ci: () => executor, unused: () => executor },
      actionGroups: ['./test.openapi.yaml'],
      pipelines: { app: { executor: 'ci', target: { project: 'platform/app' }, environments: { dev: {} } } },
    },
    actionGroups: [{ name: 'test', document: DOCUMENT }],
  });
  const checkStore = (): Promise<void> => {
    storeChecks += 1;
    return store();
  };
  return {
    readiness: createReadiness({ catalog, checkStore, clock, logger: log.logger, ...options }),
    clock,
    log,
    lists,
    storeChecks: () => storeChecks,
    set(parts) {
      store = parts.store ?? store;
      answer = parts.list ?? answer;
    },
  };
}

const OK = {
  status: 'ready',
  checks: [
    { name: 'store', status: 'ok' },
    { name: 'ci', status: 'ok' },
  ],
};
const DEGRADED = {
  status: 'degraded',
  checks: [
    { name: 'store', status: 'ok' },
    { name: 'ci', status: 'failed' },
  ],
};
const down = (): Promise<never> =>
  Promise.reject(new SluiceError({ code: 'store_unavailable', message: `Not with ${STORE_SECRET}.` }));
const unreachable = (): Promise<never> => Promise.reject(new ExecutorError({ message: 'The CI system is down.' }));
const never = (): Promise<never> => new Promise(() => {});

describe('a server whose store and CI systems answer', () => {
  it('is ready', async () => {
    const { readiness, log } = await createWorld();
    expect(await readiness.check()).toEqual(OK);
    expect(log.lines).toEqual([]);
  });

  it('asks an executor for the newest runs of one of its pipelines, and none that no pipeline uses', async () => {
    const { readiness, clock, lists } = await createWorld();
    await readiness.check();
    expect(lists).toMatchObject([{ target: { project: 'platform/app' }, since: clock.now() }]);
  });

  it('asks once, however many ask it at the same time', async () => {
    const { readiness, lists, storeChecks } = await createWorld();
    const answers = await Promise.all(Array.from({ length: 50 }, () => readiness.check()));
    expect(answers).toEqual(Array.from({ length: 50 }, () => OK));
    expect(lists).toHaveLength(1);
    expect(storeChecks()).toBe(1);
  });

  it('asks the store again after 5 seconds, and the CI systems after 30', async () => {
    const { readiness, clock, lists, storeChecks } = await createWorld();
    const after = async (milliseconds: number): Promise<readonly number[]> => {
      await clock.advance(milliseconds);
      await readiness.check();
      return [storeChecks(), lists.length];
    };
    expect(await after(0)).toEqual([1, 1]);
    expect(await after(4999)).toEqual([1, 1]);
    expect(await after(1)).toEqual([2, 1]);
    expect(await after(24_999)).toEqual([3, 1]);
    expect(await after(1)).toEqual([3, 2]);
  });
});

describe('a server whose store does not answer', () => {
  it('is not ready', async () => {
    const { readiness, set } = await createWorld();
    set({ store: down });
    expect(await readiness.check()).toMatchObject({
      status: 'not_ready',
      checks: [
        { name: 'store', status: 'failed' },
        { name: 'ci', status: 'ok' },
      ],
    });
  });

  it('is not ready after two seconds, where the store says nothing at all', async () => {
    const { readiness, clock, set } = await createWorld();
    set({ store: never });
    const answer = readiness.check();
    await clock.advance(2000);
    expect(await answer).toMatchObject({ status: 'not_ready' });
  });

  it('is ready again when the store is', async () => {
    const { readiness, clock, set } = await createWorld();
    set({ store: down });
    await readiness.check();
    set({ store: async () => {} });
    await clock.advance(5000);
    expect(await readiness.check()).toEqual(OK);
  });

  it('says why in the log, once for each change, and to nobody else', async () => {
    const { readiness, clock, log, set } = await createWorld();
    set({ store: down });
    for (let asked = 0; asked < 3; asked += 1) {
      expect(JSON.stringify(await readiness.check())).not.toContain('Not with');
      await clock.advance(5000);
    }
    set({ store: async () => {} });
    await readiness.check();
    expect(log.lines).toMatchObject([
      { level: 'error', check: 'store', reason: 'Not with [redacted].', message: 'store does not answer' },
      { level: 'info', check: 'store', message: 'store answers again' },
    ]);
  });
});

describe('a server whose CI system does not answer', () => {
  it('is degraded', async () => {
    const { readiness, set } = await createWorld();
    set({ list: unreachable });
    expect(await readiness.check()).toEqual(DEGRADED);
  });

  it('waits for the first answer no longer than two seconds, and takes its question back', async () => {
    const { readiness, clock, set } = await createWorld();
    let taken: AbortSignal | undefined;
    set({
      list(signal) {
        taken = signal;
        return never();
      },
    });
    const answer = readiness.check();
    await clock.advance(2000);
    expect(await answer).toEqual(DEGRADED);
    expect(taken?.aborted).toBe(true);
  });

  it('tells what it knew meanwhile, without waiting', async () => {
    const { readiness, clock, set } = await createWorld();
    await readiness.check();
    set({ list: never });
    await clock.advance(30_000);
    expect(await readiness.check()).toEqual(OK);
    await clock.advance(2000);
    expect(await readiness.check()).toEqual(DEGRADED);
  });
});

describe('a server that closes', () => {
  it('is not ready, whatever answers', async () => {
    const closing = new AbortController();
    const { readiness } = await createWorld({ shutdownSignal: closing.signal });
    expect(await readiness.check()).toEqual(OK);
    closing.abort();
    expect(await readiness.check()).toEqual({ status: 'not_ready', checks: [] });
  });
});

describe('GET /readyz', () => {
  it('answers everybody, with names and nothing more', async () => {
    const { send, log } = await createObservedServer();
    const response = await send('GET', '/readyz', { key: 'none' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ready',
      checks: [
        { name: 'store', status: 'ok' },
        { name: 'team-ci', status: 'ok' },
      ],
    });
    expect(log.lines).toEqual([]);
  });

  it('answers 200 when it is degraded, since what is known can still be asked for', async () => {
    const { executor, restart } = await createObservedServer();
    executor.list = unreachable;
    const response = await (await restart()).send('GET', '/readyz');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'degraded' });
  });

  it('answers 503 when the store does not answer, with a line in the log', async () => {
    const { store, send, log } = await createObservedServer();
    store.get = down;
    const response = await send('GET', '/readyz', { key: 'none' });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'not_ready' });
    expect(log.lines).toMatchObject([{ message: 'store does not answer' }, { route: '/readyz', status: 503 }]);
  });
});
