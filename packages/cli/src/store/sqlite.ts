import { SluiceError } from '@sluice/core';
import { createSqliteStore } from '@sluice/store-sqlite';
import type { OpenStore, StoreOptions } from './open-store.ts';

/** Opens a store in a file; it and its folder are made when missing. */
export function openSqliteStore(path: string, options: StoreOptions): OpenStore {
  try {
    const store = createSqliteStore({ path, ...options });
    return { store, name: path, close: () => store.close() };
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const message = reason instanceof Error ? reason.message : String(reason);
    throw new SluiceError({
      code: 'invalid_configuration',
      message: `The store ${path} can't be opened: ${message}`,
      cause: error,
    });
  }
}
