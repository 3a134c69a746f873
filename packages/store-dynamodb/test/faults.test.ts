import { type ExecutionStore, eventOf, isFinished } from '@sluice/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PENDING_LEASE_MS } from '../src/claims.ts';
import { executionOf, next } from './execution-of.ts';
import { FAULTS, type FaultyWorld, forEveryRequest, startFaultyWorld } from './faulty-world.ts';

vi.setConfig({ testTimeout: 60_000 });

const CLAIMS = [{ name: 'fingerprint:1' }, { name: 'slot:1' }, { name: 'slot:2' }];

let world: FaultyWorld;
beforeAll(async () => {
  world = await startFaultyWorld();
});
afterAll(() => world.close());

describe.each(FAULTS)('a request that is %s once', (fault) => {
  it('changes no answer, whichever request of the life of an execution it is', async () => {
    const requests = await forEveryRequest(async (failing) => {
      const tableName = await world.newTable();
      const { store, requestCount } = world.openFaulty(tableName, (index) => (index === failing ? fault : undefined));
      const first = executionOf('1');
      const second = next(first, { status: 'running' });
      const third = next(second, { status: 'succeeded' });

      expect(await store.create(first, CLAIMS)).toEqual({ created: true });
      expect(await store.create(executionOf('2'), CLAIMS)).toEqual({
        created: false,
        claim: 'fingerprint:1',
        heldBy: '1',
      });
      expect(await store.update(second)).toBe(true);
      expect(await store.update(second)).toBe(false);
      expect(await store.record(first)).toBe(false);
      expect(await store.record(executionOf('3', { version: 5 }))).toBe(true);
      expect(await store.update(third)).toBe(true);
      expect(await store.get('1')).toEqual(third);
      expect(await store.listEvents('1')).toEqual([first, second, third].map(eventOf));
      const page = await store.listByEnvironment({ environment: 'dev', limit: 1 });
      expect(await store.listByEnvironment({ environment: 'dev', limit: 1, cursor: page.cursor })).toEqual({
        executions: [page.executions[0]?.executionId === '1' ? executionOf('3', { version: 5 }) : third],
      });
      expect(await store.acquireLease({ name: 'sweep', holder: 'a', until: 1000 })).toBe(true);
      expect(await store.acquireLease({ name: 'sweep', holder: 'b', until: 1000 })).toBe(false);
      await store.releaseLease({ name: 'sweep', holder: 'a' });
      expect(await store.acquireLease({ name: 'sweep', holder: 'b', until: 1000 })).toBe(true);
      expect(await world.open(tableName).create(executionOf('4'), CLAIMS)).toEqual({ created: true });
      return requestCount();
    });
    expect(requests).toBeGreaterThan(20);
  });
});

describe.each(FAULTS)('a server whose last request is %s, and that is dead from then on', (fault) => {
  it("leaves a claim to one execution at the most, in nobody's way, whichever request of a creation it is", async () => {
    const requests = await forEveryRequest(async (failing) => {
      const tableName = await world.newTable();
      const { store, requestCount } = world.openDying(tableName, failing, fault);
      const answer = await store.create(executionOf('dead'), CLAIMS).catch((error: unknown) => error);
      if (requestCount() > failing) expect(answer).toMatchObject({ code: 'store_unavailable', retryable: true });

      const other = world.open(tableName);
      const retried = await other.create(executionOf('other'), CLAIMS);
      if (!retried.created) {
        expect(retried).toEqual({ created: false, claim: 'fingerprint:1', heldBy: 'dead' });
        expect(await other.get('dead')).toEqual(executionOf('dead'));
      }
      const listed = await other.listByEnvironment({ environment: 'dev', limit: 10 });
      expect(listed.executions.filter((execution) => !isFinished(execution))).toHaveLength(1);
      return requestCount();
    });
    expect(requests).toBeGreaterThan(8);
  });

  it('leaves nothing but free claims once its lease is over, whichever request of a creation it is', async () => {
    await forEveryRequest(async (failing) => {
      const tableName = await world.newTable();
      const { store, requestCount } = world.openDying(tableName, failing, fault);
      await store.create(executionOf('dead'), CLAIMS).catch(() => undefined);

      const later = world.open(tableName, { now: PENDING_LEASE_MS });
      const visible = await later.get('dead');
      const result = await later.create(executionOf('later'), CLAIMS);
      expect(result.created).toBe(visible === undefined);
      if (visible !== undefined) {
        await later.update(next(visible, { status: 'failed' }));
        expect(await later.create(executionOf('last'), CLAIMS)).toEqual({ created: true });
      }
      expect(await later.get('dead')).toEqual(visible === undefined ? undefined : next(visible, { status: 'failed' }));
      return requestCount();
    });
  });

  it('leaves claims free, whichever request of the update that finishes an execution it is', async () => {
    await forEveryRequest(async (failing) => {
      const tableName = await world.newTable();
      const healthy = world.open(tableName);
      await healthy.create(executionOf('1'), CLAIMS);
      const { store, requestCount } = world.openDying(tableName, failing, fault);
      const answer = await store.update(next(executionOf('1'), { status: 'succeeded' })).catch(() => 'unknown');
      const stored = await healthy.get('1');
      if (answer === true) expect(stored?.version).toBe(2);
      const created = await healthy.create(executionOf('2'), CLAIMS);
      expect(created.created).toBe(stored?.version === 2);
      return requestCount();
    });
  });
});

it('lets one of two creations win, wherever in the first the second takes place, and tells the other who', async () => {
  const requests = await forEveryRequest(async (interrupted) => {
    const tableName = await world.newTable();
    let second: Awaited<ReturnType<ExecutionStore['create']>> | undefined;
    const { store, requestCount } = world.openFaulty(tableName, async (index) => {
      if (index === interrupted)
        second = await world.open(tableName).create(executionOf('second'), CLAIMS.toReversed());
      return undefined;
    });
    const first = await store.create(executionOf('first'), CLAIMS);
    second ??= await world.open(tableName).create(executionOf('second'), CLAIMS.toReversed());
    if (first.created) expect(second).toEqual({ created: false, claim: 'slot:2', heldBy: 'first' });
    else
      expect([first, second]).toEqual([
        { created: false, claim: 'fingerprint:1', heldBy: 'second' },
        { created: true },
      ]);
    const listed = await store.listByEnvironment({ environment: 'dev', limit: 10 });
    expect(listed.executions).toHaveLength(1);
    return requestCount();
  });
  expect(requests).toBeGreaterThan(8);
});

/** Among the requests of an update: it reads, keeps the event that it overwrites, writes. */
const THE_WRITE = 2;

describe('an update whose answer is lost', () => {
  it('is reported as written when it was, though the repeat is refused', async () => {
    const tableName = await world.newTable();
    const healthy = world.open(tableName);
    await healthy.create(executionOf('1'), []);
    const { store } = world.openFaulty(tableName, (index) => (index === THE_WRITE ? 'unanswered' : undefined));
    expect(await store.update(next(executionOf('1'), { status: 'running' }))).toBe(true);
  });

  it('is reported as lost when another update made the version before it was repeated', async () => {
    const tableName = await world.newTable();
    const healthy = world.open(tableName);
    await healthy.create(executionOf('1'), []);
    const { store } = world.openFaulty(tableName, async (index) => {
      if (index === THE_WRITE + 1)
        expect(await healthy.update(next(executionOf('1'), { status: 'queued' }))).toBe(true);
      return index === THE_WRITE ? 'unsent' : undefined;
    });
    expect(await store.update(next(executionOf('1'), { status: 'running' }))).toBe(false);
  });

  it('is store_unavailable when others have changed the execution since, so that it can not be told', async () => {
    const tableName = await world.newTable();
    const healthy = world.open(tableName);
    await healthy.create(executionOf('1'), []);
    const second = next(executionOf('1'), { status: 'running' });
    const { store } = world.openFaulty(tableName, async (index) => {
      if (index === THE_WRITE + 1) expect(await healthy.update(next(second))).toBe(true);
      return index === THE_WRITE ? 'unanswered' : undefined;
    });
    await expect(store.update(second)).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  });
});
