import { type Execution, type ExecutionStore, isFinished } from '@sluice/core';
import { isLive } from '../ci/ci-run.ts';
import { describeExecution } from '../world/describe.ts';
import { type Ledger, runsOf } from './ledger.ts';
import { type Violation, violates } from './violation.ts';

/** Whether nothing is left to do but by a person: all is finished, or says that it waits for an answer. */
export function isSettled(ledger: Ledger): boolean {
  return lastVersions(ledger).every((execution) => isSettledRecord(ledger, execution));
}

/** What holds once nothing goes wrong any more and enough time has passed. */
export async function checkEnd(ledger: Ledger, store: ExecutionStore): Promise<Violation | undefined> {
  for (const execution of lastVersions(ledger)) {
    if (!isSettledRecord(ledger, execution)) return violates('always-ends', `${describeExecution(execution)} for ever`);
    const trail = (await store.listEvents(execution.executionId)).map(({ version, type }) => `${version} ${type}`);
    const versions = (ledger.versions.get(execution.executionId) ?? []).map(
      ({ version, lastChange }) => `${version} ${lastChange.type}`,
    );
    if (trail.join() !== versions.join()) {
      return violates('trail-is-complete', `the trail of ${execution.executionId} is ${trail.join(', ')}`);
    }
  }
  return undefined;
}

/** Counts what became of the executions: `succeeded`, `failed (never_started)`. */
export function endingsOf(ledger: Ledger): ReadonlyMap<string, number> {
  const endings = new Map<string, number>();
  for (const { status, failure } of lastVersions(ledger)) {
    const ending = failure === undefined ? status : `${status} (${failure.code})`;
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  return endings;
}

function isSettledRecord(ledger: Ledger, execution: Execution): boolean {
  if (isFinished(execution)) return true;
  if (execution.status !== 'blocked') return false;
  return runsOf(ledger, execution.executionId).some((run) => isLive(run) && run.status === 'blocked');
}

function lastVersions({ versions }: Ledger): readonly Execution[] {
  return [...versions.values()].flatMap((states) => states.slice(-1));
}
