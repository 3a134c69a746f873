import type { Operation } from './agent/operation.ts';
import type { Arguments, CallStep, CompletedCall, Conversation, Outcome, PlanState, SayStep } from './plan.ts';

/** Ends the turn with an answer. */
export function answer(
  text: string,
  outcome: Outcome,
  conversation: Conversation,
  executionIds: readonly string[] = [],
): SayStep {
  return { step: 'answer', text, outcome, conversation, executionIds };
}

/** Ends the turn with a question. */
export function ask(text: string, conversation: Conversation, outcome: Outcome = 'asked'): SayStep {
  return { step: 'ask', text, outcome, conversation, executionIds: [] };
}

/** Calls an operation. */
export function call(operation: Operation, values: Arguments, rationale: string): CallStep {
  return { step: 'call', operation, arguments: values, rationale };
}

/** Returns what a session keeps when the subject is done with: only what was spoken of last. */
export function kept({ conversation }: PlanState): Conversation {
  return conversation.last === undefined ? {} : { last: conversation.last };
}

/** Returns the last call of an operation in this turn. */
export function lastCallOf(state: PlanState, operations: readonly Operation[]): CompletedCall | undefined {
  return state.calls.findLast(({ operation }) => operations.includes(operation));
}
