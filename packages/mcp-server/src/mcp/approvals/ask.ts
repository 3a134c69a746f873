import { type InputRequiredResult, inputRequired } from '@modelcontextprotocol/server';
import { type Execution, SluiceError } from '@sluice/core';
import type { McpCallContext } from '../definitions.ts';
import type { Product } from '../product.ts';
import { stateOf } from '../tools/execution-text.ts';
import { approvalForm, type Verdict, verdictOf } from './approval-form.ts';
import { type ApprovalQuestion, openQuestions } from './approval-question.ts';

/** The name of the one question that a call asks at a time. */
const QUESTION = 'approval';

/** Asks the person behind the client, who answers with the next round of the call. */
export async function ask(
  { seal }: Product,
  question: ApprovalQuestion,
  { principal }: McpCallContext,
): Promise<InputRequiredResult> {
  const { execution, asked } = question;
  const requestState = await seal.seal({ executionId: execution.executionId, approvalId: asked?.id }, principal);
  return inputRequired({ inputRequests: { [QUESTION]: approvalForm(question) }, requestState });
}

/** What a person was asked in the round before, and said. */
export interface Answered {
  readonly question: ApprovalQuestion;
  readonly verdict: Verdict;
}

/**
 * Returns the answer to the round before; undefined on the first one.
 *
 * @throws SluiceError for a state that was forged, is too old or is somebody else's; `invalid_request` where the call
 * asks for another execution by now; `approval_not_pending` where nobody waits for the answer any more
 */
export async function answerOf(
  { service, seal }: Product,
  context: McpCallContext,
  isMeant: (execution: Execution) => boolean,
): Promise<Answered | undefined> {
  const { requestState, principal, inputResponses } = context;
  if (requestState === undefined) return undefined;
  const { executionId, approvalId } = await seal.open(requestState, principal);
  context.noteExecution(executionId);
  const { execution } = await service.get(executionId, principal, { signal: context.signal });
  if (!isMeant(execution)) throw otherCall(executionId);
  const open = await openQuestions(service, execution, context);
  const question = open.find(({ asked }) => asked?.id === approvalId);
  if (question === undefined) throw notPending(execution);
  return { question, verdict: verdictOf(inputResponses, QUESTION, question) };
}

function otherCall(executionId: string): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message: `Nothing was decided: the person was asked about execution ${executionId}, and this call is about something else. Repeat the call with the arguments that it had.`,
    executionId,
  });
}

function notPending(execution: Execution): SluiceError {
  const { executionId, approval } = execution;
  const by = approval?.decidedBy === undefined ? '' : `; ${approval.decidedBy} has ${approval.decision} it`;
  return new SluiceError({
    code: 'approval_not_pending',
    message: `This answer changed nothing: execution ${executionId} does not wait for it any more. It is ${stateOf(execution)}${by}. Follow it with get_execution.`,
    executionId,
  });
}
