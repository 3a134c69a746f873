import { type ExecutionStore, SluiceError } from '@sluice/core';
import type { RequestJournal } from '@sluice/store-dynamodb';
import type { ToolInvocation } from '../agent-event/toolbox.ts';
import { within } from '../lambda/deadline.ts';
import { lazyPromise } from '../lambda/lazy.ts';
import type { ExecutionStoreFactory, RequestJournalFactory } from '../store/execution-table.ts';

/** Where the memory is read. */
export interface OpenMemory {
  readonly store: ExecutionStore;
  /** Undefined where nobody keeps one. */
  readonly journal: RequestJournal | undefined;
}

/**
 * Reads from the memory, within the time that there is.
 *
 * @throws SluiceError `invalid_request` for a cursor that is none; `store_unavailable` for whatever else goes wrong
 */
export type ReadMemory = <T>(invocation: ToolInvocation, read: (memory: OpenMemory) => Promise<T>) => Promise<T>;

/** Makes what reads from the memory; store and journal are opened at its first use. */
export function createMemoryReader(parts: {
  readonly store: ExecutionStoreFactory;
  readonly journal?: RequestJournalFactory | undefined;
}): ReadMemory {
  const open = lazyPromise(async (): Promise<OpenMemory> => {
    const [store, journal] = await Promise.all([parts.store(), parts.journal?.()]);
    return { store, journal };
  });
  return async ({ deadline, observation }, read) => {
    try {
      return await observation.call('Memory', () => within(open().then(read), deadline.signal));
    } catch (error) {
      if (SluiceError.isInstance(error) && error.code === 'invalid_request') throw error;
      throw new SluiceError({
        code: 'store_unavailable',
        message:
          "The memory can't be read just now, so it is not known what is deployed or under way. Say so, and ask again in a moment.",
        retryable: true,
        cause: error,
      });
    }
  };
}
