import { type Execution, isFinished } from '@sluice/core';
import { describeExecution } from '../world/describe.ts';
import { type Ledger, recordOf, rivalsOf, runNamed, sharersOf } from './ledger.ts';
import { type Violation, violates } from './violation.ts';

/** What holds when a record is made. */
export function checkCreated(ledger: Ledger, execution: Execution): Violation | undefined {
  const { executionId, version } = execution;
  const earlier = recordOf(ledger, executionId);
  if (earlier !== undefined) return violates('trail-is-complete', `${executionId} was created twice`);
  if (version !== 1) return violates('trail-is-complete', `${executionId} begins with version ${version}`);
  return checkClaims(ledger, executionId) ?? checkSlot(ledger, execution);
}

function checkClaims(ledger: Ledger, executionId: string): Violation | undefined {
  for (const { name, until } of ledger.claims.get(executionId) ?? []) {
    const other = sharersOf(ledger, executionId, name).find((sharer) => until !== undefined || !isFinished(sharer));
    if (other === undefined) continue;
    const kind = name.slice(0, name.indexOf(':'));
    return violates('one-per-claim', `${executionId} was created although ${describeExecution(other)} has its ${kind}`);
  }
  return undefined;
}

function checkSlot(ledger: Ledger, execution: Execution): Violation | undefined {
  const rival = rivalsOf(ledger, execution).find((other) => !isFinished(other));
  if (rival === undefined) return undefined;
  return violates('one-per-slot', `${execution.executionId} was created beside ${describeExecution(rival)}`);
}

/** What holds whenever a record changes. */
export function checkUpdated(ledger: Ledger, before: Execution, after: Execution): Violation | undefined {
  const both = `${describeExecution(before)} became ${describeExecution(after)}`;
  if (after.version !== before.version + 1) return violates('trail-is-complete', both);
  if (isFinished(before) && !isOnlyTold(before, after)) return violates('finished-stays', both);
  if (before.run !== undefined && runNamed(ledger, before.run.id) !== runNamed(ledger, after.run?.id)) {
    return violates('record-tells-the-truth', `${both}: it changed its run`);
  }
  if (isBehind(before, after)) return violates('record-tells-the-truth', `${both}: it goes back`);
  const type = after.lastChange.type;
  if (before.status !== after.status && type !== `execution.${after.status}`) {
    return violates('trail-is-complete', `${both}, and its event is ${type}`);
  }
  return checkApproval(after);
}

/**
 * What is learned late joins the trail of a finished record, and changes nothing of what the record says: that it has an
 * unexpected run, which whoever reads it must not miss, and who answered what its run asked.
 */
function isOnlyTold(before: Execution, after: Execution): boolean {
  const { type } = after.lastChange;
  const without = ({ unexpectedRunIds, lastChange: _, version: __, updatedAt: ___, ...rest }: Execution): string =>
    JSON.stringify(type === 'execution.unexpected_run' ? rest : [rest, unexpectedRunIds]);
  if (type !== 'execution.unexpected_run' && type !== 'execution.approval_answered') return false;
  return without(before) === without(after);
}

/** The way that every run goes here: never back. */
const WAY: readonly Execution['status'][] = ['queued', 'blocked', 'running'];

/** Whether an older sight of a run has replaced a newer one. */
function isBehind(before: Execution, after: Execution): boolean {
  if (before.run === undefined || isFinished(after)) return false;
  return WAY.indexOf(after.status) < WAY.indexOf(before.status);
}

function checkApproval({ executionId, approval, requestedBy }: Execution): Violation | undefined {
  if (approval?.decision !== 'approved') return undefined;
  const { kind, decidedBy, decidedAt = 0, expiresAt } = approval;
  if (kind === 'second-person' && decidedBy === requestedBy) {
    return violates('nothing-before-approval', `${executionId} was approved by ${requestedBy}, who asked for it`);
  }
  if (decidedAt < expiresAt) return undefined;
  return violates('nothing-before-approval', `${executionId} was approved after it had expired`);
}
