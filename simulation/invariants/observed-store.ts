import type { ExecutionStore } from '@sluice/core';
import type { Checks } from './checks.ts';

/** Tells the checks of every write, as the service asked for it, at the very step in which it takes effect. */
export function observedStore(store: ExecutionStore, checks: Checks): ExecutionStore {
  return {
    ...store,
    async create(execution, claims) {
      const result = await store.create(execution, claims);
      if (result.created) checks.recordIsCreated(execution, claims);
      return result;
    },
    async update(execution) {
      const isReplaced = await store.update(execution);
      if (isReplaced) checks.recordIsUpdated(execution);
      return isReplaced;
    },
  };
}
