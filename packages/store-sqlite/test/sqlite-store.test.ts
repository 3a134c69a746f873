import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SluiceError } from '@sluice/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { executionOf } from './execution-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the file', () => {
  it('is made with the folders that are missing, and keeps everything until it is opened again', async () => {
    const path = join(folder, 'a', 'b', 'executions.db');
    const first = createSqliteStore({ path });
    await first.create(executionOf('1'), [{ name: 'slot:1' }]);
    await first.close();

    const second = createSqliteStore({ path });
    expect(await second.get('1')).toEqual(executionOf('1'));
    expect(await second.create(executionOf('2'), [{ name: 'slot:1' }])).toEqual({
      created: false,
      claim: 'slot:1',
      heldBy: '1',
    });
    await second.close();
  });

  it('is none for :memory:, where each store is its own', async () => {
    const [first, second] = [createSqliteStore({ path: ':memory:' }), createSqliteStore({ path: ':memory:' })];
    await first.create(executionOf('1'), []);
    expect(await first.get('1')).toEqual(executionOf('1'));
    expect(await second.get('1')).toBeUndefined();
    await Promise.all([first.close(), second.close()]);
  });

  it('has a write-ahead log, so that readers and the writer do not wait for each other', async () => {
    const path = join(folder, 'wal.db');
    const store = createSqliteStore({ path });
    const other = new DatabaseSync(path);
    expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    other.close();
    await store.close();
  });

  it('of a newer version of Sluice is refused, and left as it was', () => {
    const path = join(folder, 'newer.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    expect(() => createSqliteStore({ path })).toThrow(/newer version of Sluice \(schema 99.*Upgrade Sluice/);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
    database.close();
  });

  it('that is not a database is refused, and left as it was', () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'These are notes, and quite a few of them. '.repeat(100));
    expect(errorOf(() => createSqliteStore({ path }))).toMatchObject({
      code: 'store_unavailable',
      retryable: false,
      message: expect.stringContaining('not a SQLite database'),
    });
  });

  it('that lacks a table of ours is refused', () => {
    const path = join(folder, 'foreign.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 1');
    database.close();
    expect(errorOf(() => createSqliteStore({ path }))).toMatchObject({ code: 'store_unavailable' });
  });

  it('that can not be opened is refused, with what to do', () => {
    mkdirSync(join(folder, 'directory'));
    expect(errorOf(() => createSqliteStore({ path: join(folder, 'directory') }))).toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('can not be opened'),
    });
    writeFileSync(join(folder, 'file'), '');
    expect(errorOf(() => createSqliteStore({ path: join(folder, 'file', 'executions.db') }))).toMatchObject({
      code: 'store_unavailable',
    });
  });
});

describe('a failing database', () => {
  it('is store_unavailable, and the path goes nowhere', async () => {
    const path = join(folder, 'broken.db');
    const store = createSqliteStore({ path });
    const other = new DatabaseSync(path);
    other.exec('DROP TABLE events');
    other.close();
    const error = await store.listEvents('1').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'store_unavailable', retryable: true });
    expect(JSON.stringify(error)).not.toContain(folder);
    await store.close();
  });

  it('keeps nothing of a creation that fails half-way', async () => {
    const path = join(folder, 'half-way.db');
    const store = createSqliteStore({ path });
    const other = new DatabaseSync(path);
    other.exec("CREATE TRIGGER fail BEFORE INSERT ON claims WHEN NEW.name = 'b' BEGIN SELECT RAISE(ABORT, 'no'); END");
    await expect(store.create(executionOf('1'), [{ name: 'a' }, { name: 'b' }])).rejects.toThrow('store failed');
    expect(await store.get('1')).toBeUndefined();
    expect(await store.create(executionOf('2'), [{ name: 'a' }])).toEqual({ created: true });
    other.close();
    await store.close();
  });

  it('says that it has been closed; closing once more does nothing', async () => {
    const store = createSqliteStore({ path: ':memory:' });
    await store.close();
    await store.close();
    await expect(store.get('1')).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('closed'),
    });
  });
});

it('does not grow by claims whose time has passed', async () => {
  const path = join(folder, 'claims.db');
  let time = 0;
  const store = createSqliteStore({ path, now: () => time });
  for (time = 0; time < 10_000; time += 1000) {
    await store.create(executionOf(String(time)), [{ name: `key:${time}`, until: time + 1500 }]);
  }
  const other = new DatabaseSync(path);
  expect(other.prepare('SELECT count(*) AS count FROM claims').get()).toEqual({ count: 2 });
  other.close();
  await store.close();
});

function errorOf(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    expect(SluiceError.isInstance(error)).toBe(true);
    return error;
  }
  throw new Error('It did not throw.');
}
