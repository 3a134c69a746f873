import { type Execution, type ExecutionService, isFinished, type PendingApproval } from '@sluice/core';
import type { McpCallContext } from '../definitions.ts';

/** What a person is asked to approve. */
export interface ApprovalQuestion {
  readonly execution: Execution;
  /** What its run asks; absent: whether it may start at all. */
  readonly asked?: PendingApproval | undefined;
}

/** Tells whether the person behind a client may approve an execution, or what its run asks, and can be asked. */
export function canAsk({ approval, requestedBy }: Execution, { canElicit, principal }: McpCallContext): boolean {
  if (!canElicit || !principal.scopes.includes('approve') || !principal.scopes.includes('read')) return false;
  return approval?.kind !== 'second-person' || requestedBy !== principal.id;
}

/** Lists what an execution waits for a person to say. */
export async function openQuestions(
  service: ExecutionService,
  execution: Execution,
  { principal, signal }: McpCallContext,
): Promise<readonly ApprovalQuestion[]> {
  if (execution.status === 'awaiting_approval') return [{ execution }];
  if (execution.run === undefined || isFinished(execution)) return [];
  const pending = await service.pendingApprovals(execution.executionId, principal, signal);
  return pending.map((asked) => ({ execution, asked }));
}
