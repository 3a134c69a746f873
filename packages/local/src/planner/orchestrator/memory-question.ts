import { type Operation, parameterOf } from '../agent/operation.ts';
import type { Message } from '../message/message.ts';
import { plainWords } from '../message/plain-words.ts';
import type { Arguments, CompletedCall, PlanState, Step } from '../plan.ts';
import { answer, call, kept, lastCallOf } from '../say.ts';
import { fieldsOf, readError, text } from '../tool-reply.ts';
import { entriesOf } from '../wording/memory.ts';
import { describeDeployed, describeHistory } from '../wording/memory-answers.ts';
import { nameParts } from '../words.ts';

/** "Is bootstrap already deployed in dev?" */
const WHETHER_DEPLOYED = /^\W*(?:so |and |ok |but )*(?:is|are|has|have)\b.*\b(?:deployed|installed|live|rolled out)\b/;
const ABOUT_THE_PAST = /\bhistory\b|\b(?:was|were|been) (?:executed|run)\b|\bwhat ran\b/;

/** A question to the memory, as far as it was read. */
export interface MemoryAsked {
  /** What the question says about the parameters of the memory's operations. */
  readonly values: Arguments;
  /** The agents that it names. */
  readonly named: readonly string[];
}

/**
 * Plans a question that the memory has an operation of its own for: whether something is deployed, and what was executed.
 * Undefined where it is another question, or where the answer would say less than the memory as a whole does.
 */
export function planMemoryQuestion(state: PlanState, message: Message, asked: MemoryAsked): Step | undefined {
  const { values } = asked;
  const plain = plainWords(message.text);
  if (text(values['environment']) === undefined) return undefined;
  if (ABOUT_THE_PAST.test(plain)) return planHistory(state, values);
  return WHETHER_DEPLOYED.test(plain) ? planDeployed(state, asked) : undefined;
}

function planHistory(state: PlanState, { environment, tenant_id }: Arguments): Step | undefined {
  const operation = memoryOperation(state, ({ operationId }) => nameParts(operationId).includes('history'));
  if (operation === undefined) return undefined;
  const asked = lastCallOf(state, [operation]);
  const values = { environment, ...(tenant_id === undefined ? {} : { tenant_id }) };
  if (asked === undefined) return call(operation, values, 'The memory lists what was executed there.');
  if (readError(asked) !== undefined) return undefined;
  return answer(describeHistory(asked.body), 'answered', kept(state));
}

/** A pipeline is mostly called as its agent is; where nothing is known of one of that name, the name was another's. */
function planDeployed(state: PlanState, { values, named }: MemoryAsked): Step | undefined {
  const [pipelineType, ...others] = named;
  const operation = memoryOperation(state, (one) => parameterOf(one, 'pipeline_type')?.required === true);
  if (operation === undefined || pipelineType === undefined || others.length > 0) return undefined;
  const asked = lastCallOf(state, [operation]);
  const { environment, tenant_id } = values;
  const query = { pipeline_type: pipelineType, environment, ...(tenant_id === undefined ? {} : { tenant_id }) };
  if (asked === undefined) return call(operation, query, 'The memory tells whether it is deployed there.');
  return isTelling(asked) ? answer(describeDeployed(asked.body), 'answered', kept(state)) : undefined;
}

function isTelling(asked: CompletedCall): boolean {
  if (readError(asked) !== undefined) return false;
  const body = fieldsOf(asked.body);
  if (text(body['message']) === undefined || body['pipeline_type'] !== asked.arguments['pipeline_type']) return false;
  const known = ['under_way', 'failed_since', 'tenants', 'unanswered'].some((key) => entriesOf(body[key]).length > 0);
  return known || body['execution'] !== undefined;
}

function memoryOperation(state: PlanState, fits: (operation: Operation) => boolean): Operation | undefined {
  return state.agent.withRole('memory').find(fits);
}
