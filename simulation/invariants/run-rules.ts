import { type Execution, isFinished } from '@sluice/core';
import { type CiRun, isLive } from '../ci/ci-run.ts';
import { describeExecution } from '../world/describe.ts';
import { type Ledger, recordOf, rivalsOf, runsOf, sharersOf } from './ledger.ts';
import { type Violation, violates } from './violation.ts';

/** What holds when a server sends a start to the CI system. */
export function checkStart(ledger: Ledger, executionId: string): Violation | undefined {
  const record = recordOf(ledger, executionId);
  if (record === undefined) return violates('record-before-run', `${executionId} is started and is not recorded`);
  if ((ledger.starts.get(executionId) ?? 0) > 1) {
    return violates('one-start-per-execution', `${executionId} is started again`);
  }
  return checkApproved(record);
}

/** What holds when a run is made at the CI system. */
export function checkRun(ledger: Ledger, { executionId, id }: CiRun): Violation | undefined {
  const record = recordOf(ledger, executionId);
  if (record === undefined)
    return violates('record-before-run', `${id} is made for ${executionId}, which is no record`);
  if (runsOf(ledger, executionId).length > 1) {
    return violates('one-run-per-execution', `${id} is the second run of ${executionId}`);
  }
  if (isFinished(record) && record.status !== 'lost') {
    return violates('record-tells-the-truth', `${describeExecution(record)}, but now ${id} is made for it`);
  }
  return (
    checkApproved(record) ??
    checkRetries(ledger, record, id) ??
    checkClaims(ledger, executionId, id) ??
    checkSlot(ledger, record, id)
  );
}

function checkApproved(record: Execution): Violation | undefined {
  const { status, approval } = record;
  const isDecided = approval === undefined || approval.decision === 'approved';
  if (isDecided && status !== 'awaiting_approval' && status !== 'denied' && status !== 'expired') return undefined;
  return violates('nothing-before-approval', `${describeExecution(record)}, and is started`);
}

/** An execution is retried once, whatever its retries claim. */
function checkRetries(ledger: Ledger, { executionId, retryOf }: Execution, id: string): Violation | undefined {
  if (retryOf === undefined) return undefined;
  const other = ledger.runs.find(
    (run) => run.executionId !== executionId && recordOf(ledger, run.executionId)?.retryOf === retryOf,
  );
  return other && violates('one-run-per-key', `${id} and ${other.id} both retry ${retryOf}`);
}

function checkClaims(ledger: Ledger, executionId: string, id: string): Violation | undefined {
  for (const { name } of ledger.claims.get(executionId) ?? []) {
    if (!name.startsWith('key:')) continue;
    const other = sharersOf(ledger, executionId, name).find((sharer) => runsOf(ledger, sharer.executionId).length > 0);
    if (other !== undefined) return violates('one-run-per-key', `${id} is made beside ${describeExecution(other)}`);
  }
  return undefined;
}

/** A lost execution lets the next one go ahead: that a run of it may be at work is what a person must look at. */
function checkSlot(ledger: Ledger, record: Execution, id: string): Violation | undefined {
  const rival = rivalsOf(ledger, record).find(
    ({ executionId, status }) => status !== 'lost' && runsOf(ledger, executionId).some(isLive),
  );
  if (rival === undefined || record.status === 'lost') return undefined;
  return violates('one-live-run-per-slot', `${id} is made beside ${describeExecution(rival)}`);
}
