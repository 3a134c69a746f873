import { randomUUID } from 'node:crypto';
import type { CreateResult } from '@sluice/core';
import { createSqliteStore } from '../src/index.ts';
import { executionOf } from './execution-of.ts';

/** What a process of the race is told. */
export interface RaceOrder {
  readonly path: string;
  readonly claims: readonly string[];
  /** An execution whose `rawStatus` each process counts up this many times. */
  readonly counter: { readonly executionId: string; readonly times: number };
  /** Names of leases that are free. */
  readonly leases: readonly string[];
}

/** What a process of the race reports: its own execution for each claim, and what came of it; the leases it was given. */
export interface RaceReport {
  readonly leases: readonly string[];
  readonly attempts: readonly { readonly claim: string; readonly executionId: string; readonly result: CreateResult }[];
}

process.once('message', (order: RaceOrder) => {
  void race(order).then((report) => process.send?.(report, () => process.disconnect()));
});
process.send?.('ready');

async function race({ path, claims, counter, leases }: RaceOrder): Promise<RaceReport> {
  const store = createSqliteStore({ path });
  const attempts: RaceReport['attempts'][number][] = [];
  for (const claim of claims) {
    const executionId = randomUUID();
    const result = await store.create(executionOf(executionId), [{ name: claim }]);
    attempts.push({ claim, executionId, result });
  }
  const given: string[] = [];
  for (const name of leases) {
    if (await store.acquireLease({ name, holder: String(process.pid), until: Number.MAX_SAFE_INTEGER }))
      given.push(name);
  }
  await store.create(executionOf(counter.executionId), [{ name: 'counter' }]).catch(() => undefined);
  for (let count = 0; count < counter.times; ) {
    const execution = await store.get(counter.executionId);
    if (execution?.run === undefined) throw new Error('The counter is gone.');
    const rawStatus = String(Number(execution.run.rawStatus) + 1);
    const next = { ...execution, version: execution.version + 1, run: { ...execution.run, rawStatus } };
    if (await store.update(next)) count += 1;
  }
  await store.close();
  return { attempts, leases: given };
}
