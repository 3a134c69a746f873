import type { Execution, ExecutionStore, PipelineExecutor } from '@sluice/core';
import { BEYOND_LATENESS, BEYOND_SKEW, type Limits } from '../limits.ts';

/**
 * What a world looks like without one of the guards: a proof that the simulation would see it. Only what is around the
 * service differs, so the service that is shown to fail is the very one that is shown to hold.
 */
export interface Disabled {
  readonly store?: (store: ExecutionStore) => ExecutionStore;
  readonly executor?: <Target>(executor: PipelineExecutor<Target>) => PipelineExecutor<Target>;
  readonly limits?: Partial<Limits>;
}

/** A lease that its holder has as good as for ever. */
const VERY_LONG_MS = 10 * 60_000;

export const GUARDS = {
  /** A store that creates whatever it is told to, whoever holds the claims. */
  'conditional-create': {
    store: (store) => ({ ...store, create: (execution) => store.create(execution, []) }),
  },
  /** A store that replaces whatever there is. */
  'conditional-update': {
    store: (store) => ({
      ...store,
      async update(execution) {
        const current = await store.get(execution.executionId);
        return store.update({ ...execution, version: (current?.version ?? 0) + 1 });
      },
    }),
  },
  /** Others take a start over at once, while the first still calls, and may call for very long. */
  lease: {
    limits: { startLeaseMs: VERY_LONG_MS },
    store: (store) => ({
      ...store,
      create: (execution, claims) => store.create(withoutLease(execution), claims),
      update: (execution) => store.update(withoutLease(execution)),
    }),
  },
  /** Nobody finds anything. */
  find: {
    executor: (executor) => ({ ...executor, find: async () => ({ outcome: 'absent' }) }),
  },
  /** Who takes a start over starts again, and does not look first. */
  'find-before-start': {
    executor: (executor) => ({
      ...executor,
      async find({ executionId, target }) {
        const variables = { SLUICE_EXECUTION_ID: executionId };
        return { outcome: 'found', run: await executor.start({ executionId, target, variables }) };
      },
    }),
  },
  /** That nothing was found is believed at once. */
  'settle-window': { limits: { settleWindowMs: 0 } },
  /** Not a guard but a limit: the CI system is later than it may be. */
  'lateness-limit': { limits: BEYOND_LATENESS },
  /** The other limit: clocks are further off than they may be. */
  'skew-limit': { limits: BEYOND_SKEW },
} as const satisfies Readonly<Record<string, Disabled>>;

/** What can be taken away. */
export type GuardName = keyof typeof GUARDS;

export const GUARD_NAMES = Object.keys(GUARDS) as readonly GuardName[];

function withoutLease(execution: Execution): Execution {
  return execution.leaseUntil === undefined ? execution : { ...execution, leaseUntil: 0 };
}
