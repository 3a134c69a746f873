import { type Execution, type ExecutionService, type Principal, SluiceError } from '@sluice/core';
import type { ApprovalQuestion } from './approval-question.ts';

/** What somebody said to a question. */
export interface Decision {
  readonly kind: 'approve' | 'deny';
  readonly reason?: string | undefined;
  readonly inputs?: Readonly<Record<string, string>> | undefined;
}

/** What became of it. */
export interface Decided {
  readonly outcome: 'answered' | 'not_pending';
  readonly execution: Execution;
}

/**
 * Gives an answer to the service, as the principal that it comes from.
 *
 * @throws SluiceError as `approve`, `deny` and `answerApproval` of the service do; `invalid_request` for a question of
 * the run that can't be rejected
 */
export async function decide(
  service: ExecutionService,
  principal: Principal,
  { execution, asked }: ApprovalQuestion,
  { kind, reason, inputs }: Decision,
): Promise<Decided> {
  const { executionId } = execution;
  if (asked === undefined) {
    const decided = await service[kind](executionId, principal, { reason });
    return { outcome: 'answered', execution: decided };
  }
  if (kind === 'approve') {
    return service.answerApproval(executionId, principal, { approvalId: asked.id, decision: 'approve', inputs });
  }
  if (!asked.canReject) throw cantReject(executionId);
  return service.answerApproval(executionId, principal, { approvalId: asked.id, decision: 'reject' });
}

function cantReject(executionId: string): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message:
      'Nothing was decided: the CI system has no way to reject this; it can only be left alone. To end the run, call cancel_execution.',
    executionId,
  });
}
