import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Execution } from '@sluice/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { executionOf } from './execution-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FINISHED: Execution = { ...executionOf('1'), status: 'succeeded', finishedAt: 5 };

describe('a finished execution that was read before', () => {
  it('is the very same one, which needs no parsing', async () => {
    const store = createSqliteStore({ path: ':memory:' });
    await store.create(FINISHED, []);
    const first = await store.get('1');
    expect(first).toEqual(FINISHED);
    expect(await store.get('1')).toBe(first);
    await store.close();
  });

  it('is read anew when this store has changed it', async () => {
    const store = createSqliteStore({ path: ':memory:' });
    await store.create(FINISHED, []);
    await store.get('1');
    const changed: Execution = { ...FINISHED, version: FINISHED.version + 1, status: 'failed' };
    expect(await store.update(changed)).toBe(true);
    expect(await store.get('1')).toEqual(changed);
    await store.close();
  });

  it('is read anew when another process has changed it, be its version the same', async () => {
    const path = join(folder, 'changed.db');
    const [reader, writer] = [createSqliteStore({ path }), createSqliteStore({ path })];
    await writer.create(FINISHED, []);
    await reader.get('1');
    const changed: Execution = { ...FINISHED, version: FINISHED.version + 1, status: 'failed' };
    await writer.record(changed);
    expect(await reader.get('1')).toEqual(changed);

    const byHand: Execution = { ...changed, status: 'cancelled' };
    const database = new DatabaseSync(path);
    database.prepare('UPDATE executions SET execution = ?').run(JSON.stringify(byHand));
    expect(await reader.get('1')).toEqual(byHand);
    database.exec('DELETE FROM executions');
    database.close();
    expect(await reader.get('1')).toBeUndefined();
    await Promise.all([reader.close(), writer.close()]);
  });

  it('is found among more of them than are remembered', async () => {
    const store = createSqliteStore({ path: ':memory:' });
    const executions = Array.from(
      { length: 250 },
      (_, index): Execution => ({ ...FINISHED, executionId: `e${index}` }),
    );
    await Promise.all(executions.map((execution) => store.create(execution, [])));
    for (const execution of [...executions, ...executions]) {
      expect(await store.get(execution.executionId)).toEqual(execution);
    }
    await store.close();
  });
});

describe('an unfinished execution', () => {
  it('is read anew each time', async () => {
    const store = createSqliteStore({ path: ':memory:' });
    await store.create(executionOf('1'), []);
    expect(await store.get('1')).not.toBe(await store.get('1'));
    await store.close();
  });
});
