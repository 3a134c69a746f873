import type { Operation, Role } from '../agent/operation.ts';
import { DECIDING_VERBS } from '../lexicon.ts';
import { executionIdsIn } from '../message/execution-ids.ts';
import type { ExecutionIntent } from '../message/intent.ts';
import type { Message } from '../message/message.ts';
import { tellAbilities } from '../nothing-to-do.ts';
import type { PlanState, Step } from '../plan.ts';
import { ask, call, kept } from '../say.ts';
import { nameParts } from '../words.ts';

const ROLES: Readonly<Record<ExecutionIntent, Role>> = {
  cancel: 'cancel',
  approve: 'decide',
  deny: 'decide',
  progress: 'follow',
  log: 'log',
  why: 'follow',
};

const RATIONALES: Readonly<Record<ExecutionIntent, string>> = {
  cancel: 'The user asks to stop an execution.',
  approve: 'The user asks to approve an execution.',
  deny: 'The user asks to deny an execution.',
  progress: 'The user asks where an execution stands.',
  log: 'The user asks what the pipeline wrote.',
  why: 'The user asks why an execution failed.',
};

/** Plans what is asked of an execution: the one that is named, or the one that was spoken of last. */
export function planAboutExecution(state: PlanState, message: Message, intent: ExecutionIntent): Step {
  const operation = state.agent.withRole(ROLES[intent]).find((one) => does(one, intent));
  if (operation === undefined) return tellAbilities(state);
  const executionId = executionIdsIn(message.text)[0] ?? state.conversation.last?.executionId;
  if (executionId === undefined) return ask('Which execution do you mean? What is its execution id?', kept(state));
  return call(operation, { execution_id: executionId }, RATIONALES[intent]);
}

/** Operations that decide have one role and are told apart by their names. */
function does({ operationId }: Operation, intent: ExecutionIntent): boolean {
  const decides = intent === 'approve' || intent === 'deny';
  return !decides || DECIDING_VERBS[intent].some((verb) => nameParts(operationId).includes(verb));
}
