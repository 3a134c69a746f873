import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Execution } from '@sluice/core';
import { afterAll, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { executionOf } from './execution-of.ts';
import { SCHEMA_1 } from './released-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What no JSON function may bend. */
const AWKWARD = JSON.parse(
  '{"__proto__":{"a":1},"":"empty","big":12345678901234567000,"tiny":5e-324,"half":0.30000000000000004,' +
    '"text":"naïve 租户 🚀 \\u202e \\u0000 \\" \\\\","lastChange":null,"deep":[[[{"lastChange":[]}]]]}',
);

/** Makes a file as version 0.1.0 did: executions without `lastChange`, events with the actor. */
function makeReleasedFile(path: string, executions: readonly Omit<Execution, 'lastChange'>[]): void {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA_1);
  const insertExecution = database.prepare(
    `INSERT INTO executions VALUES (:executionId, :version, :environment, :pipelineType, :tenantId, :status, :finished,
      :createdAt, :updatedAt, :execution)`,
  );
  const insertEvent = database.prepare('INSERT INTO events VALUES (?, ?, ?)');
  for (const execution of executions) {
    const {
      executionId,
      version,
      environment,
      pipelineType,
      tenantId = null,
      status,
      createdAt,
      updatedAt,
    } = execution;
    const json = JSON.stringify(execution);
    const columns = { executionId, version, environment, pipelineType, tenantId, status, createdAt, updatedAt };
    insertExecution.run({ ...columns, finished: status === 'succeeded' ? 1 : 0, execution: json });
    const event = { type: `execution.${status}`, executionId, version, at: updatedAt, actor: 'bob', execution };
    insertEvent.run(executionId, version, JSON.stringify(event));
  }
  database.prepare('INSERT INTO claims VALUES (?, ?, ?)').run('slot:1', '1', null);
  database.prepare('INSERT INTO claims VALUES (?, ?, ?)').run('key:1', '2', 5000);
  database.close();
}

function released(executionId: string, fields: Partial<Execution> = {}): Omit<Execution, 'lastChange'> {
  const { lastChange: _, ...execution } = executionOf(executionId, fields);
  return execution;
}

it('opens a file of version 0.1.0 and keeps all of its executions, claims and events', async () => {
  const path = join(folder, 'released.db');
  const running = released('1', {
    status: 'running',
    version: 3,
    parameters: AWKWARD,
    createdAt: 10,
    tenantId: 'acme',
  });
  const done = released('2', { status: 'succeeded', version: 2, createdAt: 20, pipelineType: 'compute' });
  makeReleasedFile(path, [running, done]);

  const store = createSqliteStore({ path, now: () => 1000 });
  const migrated = { ...running, lastChange: { type: 'execution.running', actor: 'bob' } } as const;
  expect(JSON.stringify(await store.get('1'))).toBe(JSON.stringify(migrated));
  expect(await store.listUnfinished({ limit: 10 })).toEqual({ executions: [migrated] });
  const listed = await store.listByEnvironment({ environment: 'dev', limit: 10 });
  expect(listed.executions.map(({ executionId }) => executionId)).toEqual(['2', '1']);
  expect((await store.listByEnvironment({ environment: 'dev', tenantId: 'acme', limit: 10 })).executions).toHaveLength(
    1,
  );
  expect(await store.listEvents('1')).toMatchObject([{ type: 'execution.running', version: 3, actor: 'bob' }]);
  for (const [claim, heldBy] of [
    ['slot:1', '1'],
    ['key:1', '2'],
  ] as const) {
    expect(await store.create(executionOf('3'), [{ name: claim }])).toEqual({ created: false, claim, heldBy });
  }
  const next = { ...migrated, version: 4, lastChange: { type: 'execution.progressed', actor: 'sluice' } } as const;
  expect(await store.update(next)).toBe(true);
  expect((await store.listEvents('1')).map(({ version }) => version)).toEqual([3, 4]);
  expect(await store.acquireLease({ name: 'sweep', holder: 'a', until: 2000 })).toBe(true);
  await store.close();
});

it('says for an execution of version 0.1.0 whose event a crash lost what its status says', async () => {
  const path = join(folder, 'lost-event.db');
  makeReleasedFile(path, [released('1', { status: 'running' }), released('2', { status: 'succeeded' })]);
  const database = new DatabaseSync(path);
  database.exec('DELETE FROM events');
  database.close();
  const store = createSqliteStore({ path });
  expect((await store.get('1'))?.lastChange).toEqual({ type: 'execution.running', actor: 'sluice' });
  expect((await store.get('2'))?.lastChange).toEqual({ type: 'execution.succeeded', actor: 'sluice' });
  await store.close();
});

it('migrates a file once, however many open it, and opens it as it is from then on', async () => {
  const path = join(folder, 'twice.db');
  makeReleasedFile(path, [released('1'), released('2')]);
  const stores = [createSqliteStore({ path }), createSqliteStore({ path })];
  await stores[0]?.update(
    executionOf('1', { version: 2, lastChange: { type: 'execution.progressed', actor: 'carol' } }),
  );
  stores.push(createSqliteStore({ path }));
  for (const store of stores) expect((await store.get('1'))?.lastChange.actor).toBe('carol');
  await Promise.all(stores.map((store) => store.close()));
});
