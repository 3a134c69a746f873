import { type ExecuteResult, type Execution, isFinished } from '@sluice/core';
import { canAsk } from '../approvals/approval-question.ts';
import { answerOf, ask } from '../approvals/ask.ts';
import { decide } from '../approvals/decide.ts';
import type { McpCallContext, ToolResult } from '../definitions.ts';
import type { Product } from '../product.ts';
import { createdTask } from '../tasks/task-state.ts';
import { outcomeResult } from './execution-result.ts';
import { follow } from './follow.ts';

/** How a call that starts something begins. */
export interface Beginning {
  /** Starts it, or finds what an earlier call has started. */
  start(): Promise<ExecuteResult>;
  /** Tells whether an execution is what the call asks for. */
  isMeant(execution: Execution): boolean;
}

/**
 * Starts something and follows it: asks a person first where the rules want that, goes on as a task for a client that
 * can have one, and else waits for as long as a call may take.
 */
export async function startAndFollow(
  product: Product,
  { start, isMeant }: Beginning,
  context: McpCallContext,
): Promise<ToolResult> {
  const answered = await answerOf(product, context, isMeant);
  if (answered === undefined) return carryOn(product, await start(), context);
  const { question, verdict } = answered;
  if (verdict.kind === 'unanswered') return ask(product, question, context);
  if (verdict.kind === 'undecided')
    return outcomeResult(product, { execution: question.execution, lead: UNDECIDED }, context);
  const { execution } = await decide(product.service, context.principal, question, verdict);
  return carryOn(product, { execution, replayed: false }, context);
}

/** What a model is told when a person turned the form away. */
export const UNDECIDED =
  'The person was asked and did not decide, so nothing has changed. Do not ask again unless the user wants that.';

async function carryOn(
  product: Product,
  { execution, replayed }: ExecuteResult,
  context: McpCallContext,
): Promise<ToolResult> {
  context.noteExecution(execution.executionId);
  if (execution.status === 'awaiting_approval' && canAsk(execution, context)) {
    return ask(product, { execution }, context);
  }
  if (context.declaresTasks && !isFinished(execution) && context.principal.scopes.includes('read')) {
    return createdTask(product, execution);
  }
  return outcomeResult(product, { ...(await follow(product, execution, context)), replayed }, context);
}
