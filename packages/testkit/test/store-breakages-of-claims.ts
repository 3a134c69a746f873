import { setImmediate } from 'node:timers/promises';
import type { Claim } from '@sluice/core';
import type { Breakage } from './store-breakage.ts';
import type { MemoryData } from './store-in-memory.ts';

/** Stores that give claims to too many, or to nobody. */
export const claimBreakages: readonly Breakage[] = [
  [
    'creates though a claim is held',
    'names the execution that holds a claim, and creates nothing',
    (store) => ({ create: (execution) => store.create(execution, []) }),
  ],
  [
    'looks at claims, then takes them',
    'lets one of 50 concurrent creations win a claim, and names it to all the others, who can read it at once',
    (store, data) => ({
      async create(execution, claims) {
        const held = claims.find(({ name }) => data.claims.has(name));
        await setImmediate();
        return held === undefined ? store.create(execution, freed(data, claims)) : store.create(execution, claims);
      },
    }),
  ],
  [
    'names the loser as the holder',
    'names the execution that holds a claim, and creates nothing',
    (store) => ({
      async create(execution, claims) {
        const result = await store.create(execution, claims);
        return result.created ? result : { ...result, heldBy: execution.executionId };
      },
    }),
  ],
  [
    'shows an execution that lost its claim',
    'names the execution that holds a claim, and creates nothing',
    (store) => ({
      async create(execution, claims) {
        const result = await store.create(execution, claims);
        if (!result.created) await store.record(execution);
        return result;
      },
    }),
  ],
  [
    'tells who won before it can be read',
    'lets one of 50 concurrent creations win a claim, and names it to all the others, who can read it at once',
    (store) => {
      const visible = new Set<string>();
      return {
        async create(execution, claims) {
          const result = await store.create(execution, claims);
          if (result.created)
            void setImmediate()
              .then(() => setImmediate())
              .then(() => visible.add(execution.executionId));
          return result;
        },
        get: async (executionId) => (visible.has(executionId) ? store.get(executionId) : undefined),
      };
    },
  ],
  [
    'takes claims one by one and keeps those it got',
    'takes all claims or none: who loses one leaves the others free',
    (store, data) => ({
      async create(execution, claims) {
        const result = await store.create(execution, claims);
        if (result.created) return result;
        const holder = [...data.executions.keys()][0] ?? '';
        for (const claim of claims)
          if (!data.claims.has(claim.name)) data.claims.set(claim.name, { ...claim, heldBy: holder });
        return result;
      },
    }),
  ],
  [
    'reports the last claim that is held',
    'reports the first claim that is held, in the order in which they were given',
    (store) => ({ create: (execution, claims) => store.create(execution, claims.toReversed()) }),
  ],
  [
    'keeps the claims of what has finished',
    'lets go of claims when an execution finishes, in whatever way',
    (store) => ({ create: (execution, claims) => store.create(execution, claims.map(forEver)) }),
  ],
  [
    'lets go of claims at any update',
    'holds claims while an execution is unfinished, whatever its status',
    (store, data) => ({
      async update(execution) {
        data.claims.clear();
        return store.update(execution);
      },
    }),
  ],
  [
    'lets go of claims at an update that it refuses',
    'lets go of no claim when the update that would finish an execution is refused',
    (store, data) => ({
      async update(execution) {
        const written = await store.update(execution);
        if (!written) data.claims.clear();
        return written;
      },
    }),
  ],
  [
    'lets go of claims by name, whoever holds them',
    'keeps the claims of the execution that has them now, when an earlier holder is written again',
    (store, data) => ({
      async update(execution) {
        if (execution.status === 'succeeded' && execution.version > 2) data.claims.clear();
        return store.update(execution);
      },
    }),
  ],
  [
    'forgets the time of a claim',
    'keeps a claim that has a time until then, though the execution has finished',
    (store) => ({
      create: (execution, claims) =>
        store.create(
          execution,
          claims.map(({ name }) => ({ name })),
        ),
    }),
  ],
  [
    'holds a claim that has a time for ever',
    'ends a claim that has a time then, though the execution has not finished',
    (store) => ({ create: (execution, claims) => store.create(execution, claims.map(forEver)) }),
  ],
  [
    'mixes up claims that begin alike',
    'creates executions whose claims have other names, or that have none',
    (store) => ({
      create: (execution, claims) =>
        store.create(
          execution,
          claims.map((claim) => ({ ...claim, name: claim.name.slice(0, 6) })),
        ),
    }),
  ],
];

function freed(data: MemoryData, claims: readonly Claim[]): readonly Claim[] {
  for (const { name } of claims) data.claims.delete(name);
  return claims;
}

function forEver({ name }: Claim): Claim {
  return { name, until: Number.MAX_SAFE_INTEGER };
}
