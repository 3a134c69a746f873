import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import type { ExecutionStore, Lease } from '@sluice/core';
import { sampleExecution } from './sample-execution.ts';
import { assertCreated, type StoreCaseGroup } from './store-case.ts';

/** Cases about leases: one server at a time, and none that is in the way for ever. */
export const leaseCases: StoreCaseGroup = {
  name: 'leases',
  cases: [
    {
      name: 'gives a lease that is free, and refuses it to others on every server',
      async run({ store, openAnother, clock }) {
        const other = await openAnother();
        const until = clock.now() + 1000;
        equal(await store.acquireLease({ name: 'sweep', holder: 'a', until }), true);
        equal(await store.acquireLease({ name: 'sweep', holder: 'b', until }), false);
        equal(await other.acquireLease({ name: 'sweep', holder: 'b', until: until + 1000 }), false);
      },
    },
    {
      name: 'ends a lease at its time and not before, whatever became of its holder',
      async run({ store, clock }) {
        const until = clock.now() + 1000;
        await store.acquireLease({ name: 'sweep', holder: 'a', until });
        await clock.advance(999);
        equal(await store.acquireLease({ name: 'sweep', holder: 'b', until: until + 1000 }), false);
        await clock.advance(1);
        equal(await store.acquireLease({ name: 'sweep', holder: 'b', until: until + 1000 }), true);
        equal(await store.acquireLease({ name: 'sweep', holder: 'a', until: until + 1000 }), false);
      },
    },
    {
      name: 'extends a lease for its holder, from whichever server it asks',
      async run({ store, openAnother, clock }) {
        const other = await openAnother();
        const start = clock.now();
        await store.acquireLease({ name: 'sweep', holder: 'a', until: start + 1000 });
        await clock.advance(500);
        equal(await other.acquireLease({ name: 'sweep', holder: 'a', until: start + 3000 }), true);
        await clock.advance(2499);
        equal(await store.acquireLease({ name: 'sweep', holder: 'b', until: start + 9000 }), false);
        await clock.advance(1);
        equal(await store.acquireLease({ name: 'sweep', holder: 'b', until: start + 9000 }), true);
      },
    },
    {
      name: 'ends a lease at once when its holder releases it',
      async run({ store, openAnother, clock }) {
        const until = clock.now() + 1000;
        await store.acquireLease({ name: 'sweep', holder: 'a', until });
        await store.releaseLease({ name: 'sweep', holder: 'a' });
        equal(await (await openAnother()).acquireLease({ name: 'sweep', holder: 'b', until }), true);
      },
    },
    {
      name: 'leaves a lease to its holder when somebody else releases it, such as the holder before',
      async run({ store, clock }) {
        const until = clock.now() + 1000;
        await store.releaseLease({ name: 'sweep', holder: 'b' });
        await store.acquireLease({ name: 'sweep', holder: 'a', until });
        await store.releaseLease({ name: 'sweep', holder: 'b' });
        equal(await store.acquireLease({ name: 'sweep', holder: 'b', until }), false);
      },
    },
    {
      name: 'gives a lease that is free to one of 50 who race for it',
      async run({ store, openAnother, clock }) {
        const until = clock.now() + 1000;
        await assertOneGets([store, await openAnother()], { name: 'sweep', until });
      },
    },
    {
      name: 'gives a lease that is over to one of 50 who race for it',
      async run({ store, openAnother, clock }) {
        await store.acquireLease({ name: 'sweep', holder: 'before', until: clock.now() + 1000 });
        await clock.advance(1000);
        await assertOneGets([store, await openAnother()], { name: 'sweep', until: clock.now() + 1000 });
      },
    },
    {
      name: 'keeps leases of other names apart, and from claims; names are plain text',
      async run({ store, clock }) {
        const until = clock.now() + 1000;
        const names = ['sweep', 'sweep:1', 'sweep:10', '__proto__', "'; --", 'a#b', 'ä', 'A', 'a', 'a '];
        for (const name of names) equal(await store.acquireLease({ name, holder: name, until }), true, name);
        for (const name of names) equal(await store.acquireLease({ name, holder: 'x', until }), false, name);
        assertCreated(await store.create(sampleExecution(), [{ name: 'sweep' }]));
        equal(await store.acquireLease({ name: 'sweep', holder: 'sweep', until }), true);
      },
    },
  ],
};

async function assertOneGets(stores: readonly ExecutionStore[], lease: Omit<Lease, 'holder'>): Promise<void> {
  const holders = Array.from({ length: 50 }, (_, index) => `holder-${index}`);
  const got = await Promise.all(
    holders.map((holder, index) => {
      const store = stores[index % stores.length];
      ok(store !== undefined);
      return store.acquireLease({ ...lease, holder });
    }),
  );
  const winners = holders.filter((_, index) => got[index]);
  equal(winners.length, 1, `${winners.length} of ${holders.length} were given one lease`);
  const asked = await Promise.all(holders.map((holder) => stores[0]?.acquireLease({ ...lease, holder })));
  deepStrictEqual(
    holders.filter((_, index) => asked[index]),
    winners,
    'another one has it than was told so',
  );
}
