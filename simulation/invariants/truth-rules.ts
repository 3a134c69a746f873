import type { Execution } from '@sluice/core';
import { type CiRun, goesBy } from '../ci/ci-run.ts';
import { describeExecution } from '../world/describe.ts';
import { type Ledger, runsOf } from './ledger.ts';
import { type Violation, violates } from './violation.ts';

/** Whether what a record says of its run is so. A record that has not finished may lag behind the run. */
export function checkTruth(ledger: Ledger, execution: Execution): Violation | undefined {
  const untrue = untruth(ledger, execution);
  if (untrue === undefined) return undefined;
  return violates('record-tells-the-truth', `${describeExecution(execution)}, but ${untrue}`);
}

function untruth(ledger: Ledger, execution: Execution): string | undefined {
  const runs = runsOf(ledger, execution.executionId);
  const run = runs.find((made) => goesBy(made, execution.run?.id));
  if (execution.run !== undefined && run === undefined) return 'that is not its run';
  return untruthOfStatus(execution, runs, run) ?? untruthOfWarnings(execution, runs) ?? needlessLoss(ledger, execution);
}

function untruthOfStatus(
  { status, failure, cancelRequestedBy }: Execution,
  runs: readonly CiRun[],
  run: CiRun | undefined,
): string | undefined {
  switch (status) {
    case 'succeeded':
      return run?.status === 'succeeded' ? undefined : `the run is ${run?.status ?? 'none'}`;
    case 'failed':
      return untruthOfFailure(failure?.code, runs, run);
    case 'cancelled':
      if (run === undefined) return existing(runs);
      // One that did nothing may be called cancelled where that was asked for.
      if (run.skipped && cancelRequestedBy !== undefined) return undefined;
      return run.status === 'cancelled' ? undefined : `the run is ${run.status}`;
    case 'awaiting_approval':
    case 'denied':
    case 'expired':
      return runs.length === 0 ? undefined : 'it has a run';
    default:
      return undefined;
  }
}

function untruthOfFailure(
  code: string | undefined,
  runs: readonly CiRun[],
  run: CiRun | undefined,
): string | undefined {
  switch (code) {
    case 'not_started':
      return runs.length === 0 ? undefined : `${runs[0]?.id} was made`;
    case 'never_started':
      return existing(runs);
    default:
      return run?.status === 'failed' ? undefined : `the run is ${run?.status ?? 'none'}`;
  }
}

/** A run that was deleted before anybody saw it can't be known of: nothing at the CI system tells of it any more. */
function existing(runs: readonly CiRun[]): string | undefined {
  const run = runs.find(({ deleted }) => !deleted);
  return run === undefined ? undefined : `${run.id} exists and is ${run.status}`;
}

/** A second run would be recorded as unexpected. Within the limits there is none to warn of. */
function untruthOfWarnings({ status, unexpectedRunIds = [] }: Execution, runs: readonly CiRun[]): string | undefined {
  if (status === 'lost') return undefined;
  const id = unexpectedRunIds.find((unexpected) => runs.some((run) => goesBy(run, unexpected) && !run.deleted));
  return id === undefined ? undefined : `it warns of ${id}`;
}

/** Lost is for what nobody could find out: to call everything lost would be an easy way to be right. */
function needlessLoss({ excused }: Ledger, { executionId, status, failure, run }: Execution): string | undefined {
  if (status !== 'lost' || failure?.code === 'run_deleted') return undefined;
  if (run === undefined && excused.has(executionId)) return undefined;
  return 'the CI system could always tell what became of it';
}
