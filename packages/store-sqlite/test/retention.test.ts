import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Execution } from '@sluice/core';
import { afterAll, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { executionOf } from './execution-of.ts';

const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;
const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
afterAll(() => rmSync(folder, { recursive: true }));

function done(executionId: string, updatedAt: number): Execution {
  return executionOf(executionId, { status: 'succeeded', version: 2, updatedAt });
}

it('keeps everything for ever unless it is told otherwise', async () => {
  const path = join(folder, 'for-ever.db');
  const store = createSqliteStore({ path, now: () => 0 });
  await store.create(executionOf('1'), []);
  await store.update(done('1', 1));
  await store.close();
  const later = createSqliteStore({ path, now: () => 10_000 * DAY });
  await later.create(executionOf('2'), []);
  expect(await later.get('1')).toEqual(done('1', 1));
  await later.close();
});

it('forgets, when it is opened, what finished longer ago, with its trail, and nothing that has not finished', async () => {
  const path = join(folder, 'opened.db');
  const store = createSqliteStore({ path, now: () => 0 });
  for (const id of ['old', 'new', 'unfinished']) await store.create(executionOf(id), [{ name: `slot:${id}` }]);
  await store.update(done('old', 1000));
  await store.update(done('new', 1001));
  await store.close();

  const later = createSqliteStore({ path, retentionDays: 30, now: () => 30 * DAY + 1001 });
  expect(await later.get('old')).toBeUndefined();
  expect(await later.listEvents('old')).toEqual([]);
  expect((await later.listByEnvironment({ environment: 'dev', limit: 10 })).executions).toHaveLength(2);
  expect(await later.listEvents('new')).toHaveLength(2);
  expect(await later.get('unfinished')).toEqual(executionOf('unfinished'));
  expect(await later.create(executionOf('x'), [{ name: 'slot:unfinished' }])).toMatchObject({ heldBy: 'unfinished' });
  await later.close();
});

it('looks once an hour while it is written to, and forgets a bounded number at a time', async () => {
  const path = join(folder, 'hourly.db');
  let time = 0;
  const store = createSqliteStore({ path, retentionDays: 1, now: () => time });
  await store.record(done('first', 0));
  time = DAY + 1;
  await store.record(done('second', time));
  expect(await store.get('first')).toBeUndefined();

  const database = new DatabaseSync(path);
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1500)
    INSERT INTO executions SELECT 'many-' || n, 1, 'dev', 'bootstrap', NULL, 'succeeded', 1, 0, 0, '{}' FROM numbers`);
  const count = (): unknown =>
    database.prepare("SELECT count(*) AS n FROM executions WHERE execution_id LIKE 'many%'").get();
  time += HOUR - 1;
  await store.record(executionOf('third'));
  expect(count()).toEqual({ n: 1500 });
  time += 1;
  await store.record(executionOf('fourth'));
  expect(count()).toEqual({ n: 500 });
  time += HOUR;
  await store.record(executionOf('fifth'));
  expect(count()).toEqual({ n: 0 });
  database.close();
  await store.close();
});

it('keeps an execution as long as it holds an idempotency key', async () => {
  const path = join(folder, 'key.db');
  const until = 3 * DAY;
  const store = createSqliteStore({ path, now: () => 0 });
  await store.create(executionOf('1'), [{ name: 'key:1', until }]);
  await store.update(done('1', 1));
  await store.close();
  const before = createSqliteStore({ path, retentionDays: 1, now: () => until - 1 });
  expect(await before.create(executionOf('2'), [{ name: 'key:1' }])).toMatchObject({ created: false, heldBy: '1' });
  await before.close();
  const after = createSqliteStore({ path, retentionDays: 1, now: () => until });
  expect(await after.get('1')).toBeUndefined();
  await after.close();
});

it('does not fail what it was asked for when it can not forget', async () => {
  const path = join(folder, 'failing.db');
  let time = 0;
  const store = createSqliteStore({ path, retentionDays: 1, now: () => time });
  await store.record(done('1', 0));
  const database = new DatabaseSync(path);
  database.exec("CREATE TRIGGER fail BEFORE DELETE ON executions BEGIN SELECT RAISE(ABORT, 'no'); END");
  time = 2 * DAY;
  expect(await store.record(executionOf('2'))).toBe(true);
  expect(await store.get('1')).toEqual(done('1', 0));
  database.close();
  await store.close();
});

it.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  'refuses retentionDays of %s, and makes no file',
  (retentionDays) => {
    const path = join(folder, 'never.db');
    expect(() => createSqliteStore({ path, retentionDays })).toThrow(/retentionDays is .* 1 or more/);
    expect(() => new DatabaseSync(path, { readOnly: true })).toThrow();
  },
);
