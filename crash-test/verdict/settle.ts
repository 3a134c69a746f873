import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from '@sluice/core';
import { isFinal } from '../clients/ledger.ts';
import { ENVIRONMENTS } from '../config/environments.ts';
import type { CiSystem } from '../world/ci-system.ts';

const POLL_MS = 250;

/** What to wait for, and how long. */
export interface Settling {
  readonly address: string;
  readonly ciSystems: readonly CiSystem[];
  /** Whether clients read what has not finished; where nobody does, it is up to the sweep. */
  readonly withReaders: boolean;
  readonly timeoutMs: number;
}

/** Returns every execution that the server lists, once all have finished or the time is over. */
export async function waitUntilSettled(settling: Settling): Promise<readonly Wire['Execution'][]> {
  const { address, ciSystems, withReaders, timeoutMs } = settling;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const records = await listAll(address);
    const unfinished = records.filter(({ status }) => !isFinal(status));
    const runsGoOn = ciSystems.some(({ runs }) => runs().some(({ outcome }) => outcome === undefined));
    if ((unfinished.length === 0 && !runsGoOn) || Date.now() > deadline) return records;
    if (withReaders) await Promise.all(unfinished.map((record) => read(address, record)));
    await sleep(POLL_MS);
  }
}

async function read(address: string, { execution_id: executionId }: Wire['Execution']): Promise<void> {
  const response = await fetch(`${address}/executions/${executionId}`);
  await response.body?.cancel();
}

/** Lists, which does not look at the CI systems. */
async function listAll(address: string): Promise<readonly Wire['Execution'][]> {
  const executions: Wire['Execution'][] = [];
  for (const environment of ENVIRONMENTS) {
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ environment, limit: '100', ...(cursor === undefined ? {} : { cursor }) });
      const response = await fetch(`${address}/executions?${query}`);
      if (!response.ok) throw new Error(`The executions can't be listed: ${response.status} ${await response.text()}`);
      const page = (await response.json()) as Wire['ExecutionPage'];
      executions.push(...page.executions);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
  }
  return executions;
}
