import type { CompletedCall, Conversation, PlanState, SayStep } from '../plan.ts';
import { answer } from '../say.ts';
import { type ExecutionReply, readExecution } from '../tool-reply.ts';
import { describeExecution } from '../wording/execution.ts';

/** Says where an execution stands. */
export function report(state: PlanState, execution: ExecutionReply, unread?: string): SayStep {
  const started = callOf(state, 'execute');
  const { text, outcome } = describeExecution({
    execution,
    started,
    first: started === undefined ? undefined : readExecution(started.body),
    cancelAsked: callOf(state, 'cancel') !== undefined,
    denyAsked: execution.status === 'denied' && callOf(state, 'decide') !== undefined,
    followedMs: state.now - state.startedAt,
    unread,
  });
  return answer(text, outcome, remember(state, execution.executionId), [execution.executionId]);
}

/** What the session keeps of an execution: its id, and the request that started it. */
export function remember(state: PlanState, executionId: string): Conversation {
  const started = callOf(state, 'execute');
  const { last } = state.conversation;
  if (started !== undefined) {
    return { last: { executionId, operationId: started.operation.operationId, arguments: started.arguments } };
  }
  return { last: last?.executionId === executionId ? last : { executionId } };
}

function callOf(state: PlanState, role: 'execute' | 'cancel' | 'decide'): CompletedCall | undefined {
  return state.calls.find(({ operation, status }) => state.agent.role(operation) === role && status < 400);
}
