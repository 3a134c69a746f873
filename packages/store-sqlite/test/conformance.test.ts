import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executionStoreConformance } from '@sluice/testkit';
import { afterAll, describe, it, vi } from 'vitest';
import { createSqliteStore } from '../src/index.ts';

// Each change waits for the disk.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
afterAll(() => rmSync(folder, { recursive: true }));

executionStoreConformance({
  name: 'SQLite',
  describe,
  it,
  createStore: ({ database, now }) => createSqliteStore({ path: join(folder, `${database}.db`), now }),
});
