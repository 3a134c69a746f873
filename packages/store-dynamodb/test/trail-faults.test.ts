import { type Execution, type ExecutionStore, eventOf, isFinished } from '@sluice/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { executionOf, next } from './execution-of.ts';
import { FAULTS, type FaultyWorld, forEveryRequest, startFaultyWorld } from './faulty-world.ts';

vi.setConfig({ testTimeout: 60_000 });

const CLAIMS = [{ name: 'fingerprint:1' }, { name: 'slot:1' }];

let world: FaultyWorld;
beforeAll(async () => {
  world = await startFaultyWorld();
});
afterAll(() => world.close());

describe.each(FAULTS)('a server that updates an execution, whose last request is %s', (fault) => {
  it('leaves a trail with one event for each version, whichever request of whichever update it is', async () => {
    const requests = await forEveryRequest(async (failing) => {
      const tableName = await world.newTable();
      const healthy = world.open(tableName);
      const versions = lifeOf('1');
      await healthy.create(versions[0] as Execution, CLAIMS);
      const { store, requestCount } = world.openDying(tableName, failing, fault);
      for (const version of versions.slice(1)) {
        if (!(await store.update(version).catch(() => false))) break;
      }
      await assertTrailIsWhole(healthy, versions);

      const stored = await healthy.get('1');
      for (const version of versions.slice(stored?.version)) expect(await healthy.update(version)).toBe(true);
      await assertTrailIsWhole(healthy, versions);
      expect(await healthy.listEvents('1')).toHaveLength(versions.length);
      return requestCount();
    });
    expect(requests).toBeGreaterThan(12);
  });

  it('leaves nothing behind that the next sweep does not tidy up', async () => {
    await forEveryRequest(async (failing) => {
      const tableName = await world.newTable();
      const { store, requestCount } = world.openDying(tableName, failing, fault, { retentionDays: 1 });
      const healthy = world.open(tableName, { retentionDays: 1 });
      const versions = lifeOf('1');
      await healthy.create(versions[0] as Execution, CLAIMS);
      for (const version of versions.slice(1, -1)) await healthy.update(version);
      await store.update(versions.at(-1) as Execution).catch(() => undefined);

      const sweeper = world.open(tableName, { now: 61_000, retentionDays: 1 });
      const unfinished = (await sweeper.listUnfinished({ limit: 10 })).executions.length;
      const items = await world.server.readTable(tableName);
      const ofExecution = items.filter(({ pk }) => pk === 'execution#1');
      expect(isFinished((await sweeper.get('1')) as Execution)).toBe(unfinished === 0);
      expect(count(ofExecution, 'expiresAt')).toBe(unfinished === 0 ? ofExecution.length : 0);
      expect(count(ofExecution, 'unfinishedShard')).toBe(unfinished);
      expect(count(items, 'holder')).toBe(unfinished === 0 ? 0 : CLAIMS.length);
      return requestCount();
    });
  });
});

function count(items: readonly object[], attribute: string): number {
  return items.filter((item) => attribute in item).length;
}

/** The versions of an execution, from its creation to its end. */
function lifeOf(executionId: string): readonly Execution[] {
  const versions = [executionOf(executionId)];
  for (const status of ['queued', 'running', 'blocked', 'succeeded'] as const) {
    versions.push(next(versions.at(-1) as Execution, { status }));
  }
  return versions;
}

/** Checks that the trail has the event of each version up to the one that is stored, and no other. */
async function assertTrailIsWhole(store: ExecutionStore, versions: readonly Execution[]): Promise<void> {
  const stored = await store.get('1');
  expect(await store.listEvents('1')).toEqual(versions.slice(0, stored?.version).map(eventOf));
}
