import { type ExecutionStore, SluiceError } from '@sluice/core';

export interface BreakableStore extends ExecutionStore {
  /** What every read and write fails with from now on; undefined mends it. */
  breakWith(failure: unknown): void;
}

/** What a store says when it can't be reached. */
export const STORE_DOWN: SluiceError = new SluiceError({
  code: 'store_unavailable',
  message: 'The store can not be reached. Ask again in a moment.',
  retryable: true,
  cause: new Error('SQLITE_BUSY: database is locked'),
});

/** Makes a store that a test can break. */
export function createBreakableStore(store: ExecutionStore): BreakableStore {
  let failure: unknown;
  function guarded<Input extends unknown[], Output>(
    call: (...input: Input) => Promise<Output>,
  ): (...input: Input) => Promise<Output> {
    return async (...input) => {
      if (failure !== undefined) throw failure;
      return call(...input);
    };
  }
  return {
    create: guarded(store.create),
    get: guarded(store.get),
    update: guarded(store.update),
    record: guarded(store.record),
    listByEnvironment: guarded(store.listByEnvironment),
    listUnfinished: guarded(store.listUnfinished),
    listEvents: guarded(store.listEvents),
    acquireLease: guarded(store.acquireLease),
    releaseLease: guarded(store.releaseLease),
    close: () => store.close(),
    breakWith(next) {
      failure = next;
    },
  };
}
