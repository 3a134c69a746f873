import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { join } from 'node:path';
import { createSqliteStore } from '@sluice/store-sqlite';
import type { SharedStore } from './store.ts';

/** Makes a store in a file of a folder; SQLite's own log beside it is written to first, so that is what is watched. */
export function createSqlite(folder: string): SharedStore {
  const path = join(folder, 'executions.db');
  let watcher: FSWatcher | undefined;
  return {
    argument: path,
    variables: () => ({}),
    watchWrites(watch) {
      watcher = watchFolder(folder, (_event, file) => {
        if (file?.endsWith('-wal') === true) void watch({ what: 'store-write', phase: 'done' });
      });
    },
    async open() {
      const store = createSqliteStore({ path });
      return { store, close: () => store.close() };
    },
    async close() {
      watcher?.close();
    },
  };
}
