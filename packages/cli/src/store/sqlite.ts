import { createSqliteStore } from '@sluice/store-sqlite';
import type { OpenStore } from './open-store.ts';

/** Opens a store in a file; it and its folder are made when missing. */
export function openSqliteStore(path: string): OpenStore {
  try {
    const store = createSqliteStore({ path });
    return { store, name: path, close: () => store.close() };
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const message = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`The store ${path} can't be opened: ${message}`, { cause: error });
  }
}
