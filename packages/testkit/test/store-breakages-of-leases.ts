import { setImmediate } from 'node:timers/promises';
import type { Breakage } from './store-breakage.ts';

/** Stores that give a lease to too many, or for too long. */
export const leaseBreakages: readonly Breakage[] = [
  [
    'gives a lease to whoever asks',
    'gives a lease that is free, and refuses it to others on every server',
    () => ({ acquireLease: async () => true }),
  ],
  [
    'knows the leases of one server only',
    'gives a lease that is free, and refuses it to others on every server',
    (store, data) => {
      const own = new Set<string>();
      return {
        async acquireLease(lease) {
          if (!own.has(lease.name)) data.leases.delete(lease.name);
          own.add(lease.name);
          return store.acquireLease(lease);
        },
      };
    },
  ],
  [
    'ends a lease before its time',
    'ends a lease at its time and not before, whatever became of its holder',
    (store) => ({ acquireLease: (lease) => store.acquireLease({ ...lease, until: lease.until - 1 }) }),
  ],
  [
    'ends a lease when its holder releases it only',
    'ends a lease at its time and not before, whatever became of its holder',
    (store) => ({ acquireLease: (lease) => store.acquireLease({ ...lease, until: Number.MAX_SAFE_INTEGER }) }),
  ],
  [
    'refuses a lease to its holder',
    'extends a lease for its holder, from whichever server it asks',
    (store) => ({
      acquireLease: (lease) => store.acquireLease({ ...lease, holder: `${lease.holder} ${lease.until}` }),
    }),
  ],
  [
    'says that it extends a lease, and does not',
    'extends a lease for its holder, from whichever server it asks',
    (store, data) => ({
      acquireLease: async (lease) =>
        data.leases.get(lease.name)?.holder === lease.holder || (await store.acquireLease(lease)),
    }),
  ],
  [
    'releases nothing',
    'ends a lease at once when its holder releases it',
    () => ({ releaseLease: async () => undefined }),
  ],
  [
    'releases a lease for anybody',
    'leaves a lease to its holder when somebody else releases it, such as the holder before',
    (_, data) => ({
      async releaseLease({ name }) {
        data.leases.delete(name);
      },
    }),
  ],
  [
    'looks whether a lease is free, then takes it',
    'gives a lease that is free to one of 50 who race for it',
    (store, data) => ({
      async acquireLease(lease) {
        const isFree = !data.leases.has(lease.name);
        await setImmediate();
        if (isFree) data.leases.delete(lease.name);
        return store.acquireLease(lease);
      },
    }),
  ],
  [
    'looks whether a lease is over, then takes it',
    'gives a lease that is over to one of 50 who race for it',
    (store, data) => ({
      async acquireLease(lease) {
        const before = data.leases.get(lease.name);
        await setImmediate();
        if (before !== undefined) data.leases.set(lease.name, before);
        return store.acquireLease(lease);
      },
    }),
  ],
  [
    'mixes up leases that begin alike',
    'keeps leases of other names apart, and from claims; names are plain text',
    (store) => ({ acquireLease: (lease) => store.acquireLease({ ...lease, name: lease.name.slice(0, 5) }) }),
  ],
  [
    'takes a lease for a claim',
    'keeps leases of other names apart, and from claims; names are plain text',
    (store, data) => ({
      async acquireLease(lease) {
        data.claims.set(lease.name, { name: lease.name, until: lease.until, heldBy: lease.holder });
        return store.acquireLease(lease);
      },
    }),
  ],
];
