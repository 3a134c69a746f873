import type { InputResponses } from '@modelcontextprotocol/server';
import { type Execution, isFinished, type Refreshed, SluiceError } from '@sluice/core';
import { approvalForm, verdictOf } from '../approvals/approval-form.ts';
import { type ApprovalQuestion, canAsk, openQuestions } from '../approvals/approval-question.ts';
import { decide } from '../approvals/decide.ts';
import type { McpCallContext, TaskSource, TaskState } from '../definitions.ts';
import type { Product } from '../product.ts';
import { outcomeResult } from '../tools/execution-result.ts';
import { taskFacts } from './task-state.ts';

/** Makes the tasks view of executions: a task is an execution, and its id the execution's. */
export function executionTasks(product: Product): TaskSource {
  const { service } = product;

  async function look(executionId: string, context: McpCallContext): Promise<Refreshed> {
    const seen = await service.get(executionId, context.principal, { signal: context.signal });
    context.noteExecution(executionId);
    return seen;
  }

  return {
    async get(taskId, context) {
      const seen = await look(taskId, context);
      return stateOf(product, seen, context);
    },
    async update(taskId, inputResponses, context) {
      const { execution } = await look(taskId, context);
      for (const question of await openQuestions(service, execution, context)) {
        await answer(product, question, inputResponses, context);
      }
    },
    async cancel(taskId, context) {
      context.noteExecution(taskId);
      try {
        await service.cancel(taskId, context.principal);
      } catch (error) {
        // The wish is stored; the sweeper goes on asking the CI system.
        if (!SluiceError.isInstance(error) || error.code !== 'executor_failed') throw error;
      }
    },
  };
}

async function stateOf(product: Product, seen: Refreshed, context: McpCallContext): Promise<TaskState> {
  const { execution } = seen;
  const facts = taskFacts(product, execution);
  if (execution.status === 'cancelled') return { ...facts, status: 'cancelled' };
  if (isFinished(execution)) {
    // What is not the answer to a request must say by itself that it is whole.
    const result = { ...(await outcomeResult(product, seen, context)), resultType: 'complete' };
    return { ...facts, status: 'completed', result };
  }
  const questions = await questionsFor(product, execution, context);
  if (questions.length === 0) return { ...facts, status: 'working' };
  const inputRequests = Object.fromEntries(questions.map((question) => [keyOf(question), approvalForm(question)]));
  return { ...facts, status: 'input_required', inputRequests };
}

/** What the person behind the client can be asked; nothing where the CI system can't say what its run waits for. */
async function questionsFor(
  { service }: Product,
  execution: Execution,
  context: McpCallContext,
): Promise<readonly ApprovalQuestion[]> {
  const { status } = execution;
  if ((status !== 'awaiting_approval' && status !== 'blocked') || !canAsk(execution, context)) return [];
  try {
    return await openQuestions(service, execution, context);
  } catch (error) {
    if (SluiceError.isInstance(error)) return [];
    throw error;
  }
}

async function answer(
  { service }: Product,
  question: ApprovalQuestion,
  responses: InputResponses,
  { principal }: McpCallContext,
): Promise<void> {
  const verdict = verdictOf(responses, keyOf(question), question);
  if (verdict.kind === 'approve' || verdict.kind === 'deny') await decide(service, principal, question, verdict);
}

/** Names one question and never another one: a client that has answered it need not ask its user again. */
function keyOf({ asked }: ApprovalQuestion): string {
  return asked === undefined ? 'approval' : `question:${asked.id}`;
}
