import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import type { RaceOrder, RaceReport } from './racing-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('gives every claim and lease to one of several processes that open a new file and race, and loses none of their changes', async () => {
  const order: RaceOrder = {
    path: join(folder, 'raced.db'),
    claims: Array.from({ length: 40 }, (_, index) => `slot:${index}`),
    counter: { executionId: 'counter', times: 25 },
    leases: Array.from({ length: 20 }, (_, index) => `lease:${index}`),
  };
  const processes = await Promise.all(Array.from({ length: 4 }, startProcess));
  const reports = await Promise.all(processes.map((child) => raceIn(child, order)));

  for (const claim of order.claims) {
    const attempts = reports.flatMap((report) => report.attempts.filter((attempt) => attempt.claim === claim));
    const winners = attempts.filter(({ result }) => result.created).map(({ executionId }) => executionId);
    const named = attempts.map(({ executionId, result }) => (result.created ? executionId : result.heldBy));
    expect(winners).toHaveLength(1);
    expect(named).toEqual(Array.from({ length: 4 }, () => winners[0]));
  }
  expect(reports.flatMap(({ leases }) => leases).sort()).toEqual(order.leases.toSorted());
  const store = createSqliteStore({ path: order.path });
  expect((await store.get('counter'))?.run?.rawStatus).toBe('100');
  const trail = (await store.listEvents('counter')).map(({ execution }) => execution.run?.rawStatus);
  expect(trail).toEqual(Array.from({ length: 101 }, (_, index) => String(index)));
  expect((await store.listByEnvironment({ environment: 'dev', limit: 100 })).executions).toHaveLength(41);
  await store.close();
});

async function startProcess(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'racing-process.ts'), { execArgv: [] });
  await once(child, 'message');
  return child;
}

async function raceIn(child: ChildProcess, order: RaceOrder): Promise<RaceReport> {
  const report = once(child, 'message');
  const failure = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the race ended with ${code} before it had reported.`);
  });
  child.send(order);
  const [message] = await Promise.race([report, failure]);
  failure.catch(() => undefined);
  return message as RaceReport;
}
