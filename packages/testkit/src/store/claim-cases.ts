import { equal, ok } from 'node:assert/strict';
import type { Claim, CreateResult, Execution, ExecutionStore } from '@sluice/core';
import { changed, finished, START, sampleExecution } from './sample-execution.ts';
import { assertCreated, assertHeld, assertSame, type StoreCaseGroup } from './store-case.ts';

const SLOT: Claim = { name: 'slot:1' };
const FINGERPRINT: Claim = { name: 'fingerprint:1' };

/** Cases about claims: who asks twice, or at the same time, gets one execution. */
export const claimCases: StoreCaseGroup = {
  name: 'claims',
  cases: [
    {
      name: 'names the execution that holds a claim, and creates nothing',
      async run({ store, openAnother }) {
        const [first, second] = [sampleExecution(), sampleExecution()];
        assertCreated(await store.create(first, [SLOT]));
        assertHeld(await store.create(second, [SLOT]), SLOT.name, first.executionId);
        assertHeld(await (await openAnother()).create(second, [SLOT]), SLOT.name, first.executionId);
        equal(await store.get(second.executionId), undefined);
        const listed = await store.listByEnvironment({ environment: 'dev', limit: 10 });
        assertSame(listed.executions, [first]);
        assertSame((await store.listUnfinished({ limit: 10 })).executions, [first]);
      },
    },
    {
      name: 'creates executions whose claims have other names, or that have none',
      async run({ store }) {
        assertCreated(await store.create(sampleExecution(), [SLOT]));
        assertCreated(await store.create(sampleExecution(), [{ name: 'slot:2' }]));
        assertCreated(await store.create(sampleExecution(), [{ name: 'slot:10' }]));
        assertCreated(await store.create(sampleExecution(), []));
        assertCreated(await store.create(sampleExecution(), []));
      },
    },
    {
      name: 'lets one of 50 concurrent creations win a claim, and names it to all the others, who can read it at once',
      async run({ store, openAnother }) {
        const stores = [store, await openAnother()];
        await assertOneWins(race(stores, 50, () => [SLOT]));
        await assertOneWins(race(stores, 50, () => [{ name: 'key:1', until: START + 1000 }]));
      },
    },
    {
      name: 'names the first claim to those who lose all of them to one execution at the same moment',
      async run({ store, openAnother }) {
        const attempts = race([store, await openAnother()], 20, () => [FINGERPRINT, SLOT]);
        await assertOneWins(attempts);
        for (const { result } of await attempts) if (!result.created) equal(result.claim, FINGERPRINT.name);
      },
    },
    {
      name: 'lets one win when creations name the same claims in different orders',
      async run({ store, openAnother }) {
        const stores = [store, await openAnother()];
        for (let round = 0; round < 5; round += 1) {
          const claims = [`a:${round}`, `b:${round}`, `c:${round}`].map((name) => ({ name }));
          const rotated = (index: number): Claim[] => [...claims.slice(index % 3), ...claims.slice(0, index % 3)];
          await assertOneWins(race(stores, 6, rotated));
        }
      },
    },
    {
      name: 'holds claims while an execution is unfinished, whatever its status',
      async run({ store }) {
        let execution = sampleExecution();
        await store.create(execution, [SLOT]);
        for (const status of ['awaiting_approval', 'queued', 'running', 'blocked', 'unknown', 'running'] as const) {
          execution = changed(execution, { status });
          await store.update(execution);
          assertHeld(await store.create(sampleExecution(), [SLOT]), SLOT.name, execution.executionId);
        }
      },
    },
    {
      name: 'lets go of claims when an execution finishes, in whatever way',
      async run({ store }) {
        for (const status of ['succeeded', 'failed', 'cancelled', 'denied', 'expired', 'lost'] as const) {
          const execution = sampleExecution();
          assertCreated(await store.create(execution, [FINGERPRINT, SLOT]));
          equal(await store.update(finished(execution, status)), true);
        }
      },
    },
    {
      name: 'lets go of no claim when the update that would finish an execution is refused',
      async run({ store }) {
        const execution = sampleExecution();
        await store.create(execution, [SLOT]);
        await store.update(changed(execution, { status: 'running' }));
        equal(await store.update(finished(execution)), false);
        assertHeld(await store.create(sampleExecution(), [SLOT]), SLOT.name, execution.executionId);
      },
    },
    {
      name: 'keeps the claims of the execution that has them now, when an earlier holder is written again',
      async run({ store }) {
        const [first, second] = [sampleExecution(), sampleExecution()];
        await store.create(first, [SLOT]);
        const done = finished(first);
        await store.update(done);
        assertCreated(await store.create(second, [SLOT]));
        await store.update(changed(done));
        assertHeld(await store.create(sampleExecution(), [SLOT]), SLOT.name, second.executionId);
      },
    },
    {
      name: 'keeps a claim that has a time until then, though the execution has finished',
      async run({ store, clock }) {
        const execution = sampleExecution();
        const key: Claim = { name: 'key:1', until: clock.now() + 1000 };
        const again: Claim = { name: 'key:1', until: clock.now() + 5000 };
        assertCreated(await store.create(execution, [key, SLOT]));
        await store.update(finished(execution));
        await clock.advance(999);
        assertHeld(await store.create(sampleExecution(), [again, SLOT]), 'key:1', execution.executionId);
        await clock.advance(1);
        const next = sampleExecution();
        assertCreated(await store.create(next, [again, SLOT]));
        await clock.advance(3999);
        assertHeld(await store.create(sampleExecution(), [again]), 'key:1', next.executionId);
      },
    },
    {
      name: 'ends a claim that has a time then, though the execution has not finished',
      async run({ store, clock }) {
        await store.create(sampleExecution(), [{ name: 'key:1', until: clock.now() + 1000 }]);
        await clock.advance(1000);
        assertCreated(await store.create(sampleExecution(), [{ name: 'key:1', until: clock.now() + 1000 }]));
      },
    },
    {
      name: 'lets one of many take over a claim whose time has passed',
      async run({ store, openAnother, clock }) {
        const stores = [store, await openAnother()];
        const key = (): Claim => ({ name: 'key:1', until: clock.now() + 1000 });
        const execution = sampleExecution();
        await store.create(execution, [key()]);
        await store.update(finished(execution));
        await clock.advance(1000);
        await assertOneWins(race(stores, 20, () => [key()]));
      },
    },
    {
      name: 'takes all claims or none: who loses one leaves the others free',
      async run({ store }) {
        const holder = sampleExecution();
        await store.create(holder, [{ name: 'm' }]);
        const wanted = [{ name: 'a' }, { name: 'm' }, { name: 'z' }];
        assertHeld(await store.create(sampleExecution(), wanted), 'm', holder.executionId);
        assertCreated(await store.create(sampleExecution(), [{ name: 'a' }]));
        assertCreated(await store.create(sampleExecution(), [{ name: 'z' }]));
      },
    },
    {
      name: 'leaves free what the losers of a race had taken before they lost',
      async run({ store, openAnother }) {
        const stores = [store, await openAnother()];
        const attempts = race(stores, 20, (index) => [{ name: `a:${index}` }, SLOT, { name: `z:${index}` }]);
        const results = await attempts;
        await assertOneWins(attempts);
        for (const [index, { result }] of results.entries()) {
          if (result.created) continue;
          assertCreated(await store.create(sampleExecution(), [{ name: `a:${index}` }, { name: `z:${index}` }]));
        }
      },
    },
    {
      name: 'reports the first claim that is held, in the order in which they were given',
      async run({ store }) {
        const [first, second] = [sampleExecution(), sampleExecution()];
        await store.create(first, [{ name: 'a' }]);
        await store.create(second, [{ name: 'z' }]);
        assertHeld(await store.create(sampleExecution(), [{ name: 'z' }, { name: 'a' }]), 'z', second.executionId);
        assertHeld(await store.create(sampleExecution(), [{ name: 'a' }, { name: 'z' }]), 'a', first.executionId);
        assertHeld(await store.create(sampleExecution(), [{ name: 'q' }, { name: 'z' }]), 'z', second.executionId);
      },
    },
    {
      name: 'treats names of claims as plain text',
      async run({ store }) {
        const names = ['__proto__', 'constructor', "'; --", 'a#b', 'a:b', 'ä', 'A', 'a', 'a '];
        for (const name of names) assertCreated(await store.create(sampleExecution(), [{ name }]));
        for (const name of names) equal((await store.create(sampleExecution(), [{ name }])).created, false, name);
      },
    },
  ],
};

interface Attempt {
  readonly execution: Execution;
  readonly result: CreateResult;
  /** What a loser reads, as soon as it is told who won. */
  readonly winner: Execution | undefined;
}

function race(
  stores: readonly ExecutionStore[],
  count: number,
  claimsOf: (index: number) => readonly Claim[],
): Promise<readonly Attempt[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const store = stores[index % stores.length];
      ok(store !== undefined);
      const execution = sampleExecution();
      const result = await store.create(execution, claimsOf(index));
      return { execution, result, winner: result.created ? execution : await store.get(result.heldBy) };
    }),
  );
}

async function assertOneWins(race: Promise<readonly Attempt[]>): Promise<void> {
  const attempts = await race;
  const winners = attempts.filter(({ result }) => result.created);
  equal(winners.length, 1, `${winners.length} of ${attempts.length} creations of one claim won`);
  for (const { result, winner } of attempts) {
    if (!result.created) equal(result.heldBy, winners[0]?.execution.executionId, 'a loser was told another winner');
    assertSame(winner, winners[0]?.execution);
  }
}
