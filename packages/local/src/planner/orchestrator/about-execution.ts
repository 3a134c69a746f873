import { namedIn } from '../match/match-specialist.ts';
import { executionIdsIn } from '../message/execution-ids.ts';
import type { ExecutionIntent } from '../message/intent.ts';
import type { Message } from '../message/message.ts';
import type { PlanState, Step } from '../plan.ts';
import { answer, ask, call, kept, lastCallOf } from '../say.ts';
import { fieldsOf, readError, text } from '../tool-reply.ts';
import { describeError } from '../wording/error.ts';
import { agentOf } from './agent-of.ts';
import { delegate, lookFirst } from './delegate.ts';
import { planQuestion } from './question.ts';
import { planRemembered } from './remembered.ts';
import { placeOf } from './request.ts';

/** Plans what is asked of an execution: the one that is named, the one that was spoken of, or one that the memory knows. */
export function planAboutExecution(state: PlanState, message: Message, intent: ExecutionIntent): Step {
  const [named] = executionIdsIn(message.text);
  if (named !== undefined) return planNamed(state, message, named);
  const values = placeOf(state, message.meant);
  const agents = namedIn([message.meant], state.agent.specialists);
  const { last } = state.conversation;
  const placed = Object.keys(values).length > 0;
  const excluded = last?.agentType !== undefined && message.excluded.includes(last.agentType);
  const same = !excluded && (agents.length === 0 || agents.some(({ name }) => name === last?.agentType));
  if (last?.agentType !== undefined && !placed && same) {
    return delegate(state, { agentType: last.agentType, input: message.text, executionId: last.executionId });
  }
  if (intent === 'progress') return placed || agents.length > 0 ? planQuestion(state, message) : askWhich(state);
  if (!placed) return askWhich(state);
  const looked = lastCallOf(state, state.agent.withRole('memory'));
  if (looked !== undefined) return planRemembered(state, message, { intent, agents, looked });
  return lookFirst(state, values) ?? askWhich(state);
}

function askWhich(state: PlanState): Step {
  return ask('Which execution do you mean? Name its execution id, or the environment. What is it?', kept(state));
}

/** The memory tells which pipeline an execution is of, and so which agent knows it. */
function planNamed(state: PlanState, message: Message, executionId: string): Step {
  const { last } = state.conversation;
  if (last?.executionId === executionId && last.agentType !== undefined) {
    return delegate(state, { agentType: last.agentType, input: message.text });
  }
  const operations = state.agent.withRole('recall');
  const recalled = lastCallOf(state, operations);
  const [operation] = operations;
  if (recalled === undefined && operation !== undefined) {
    return call(operation, { execution_id: executionId }, 'The memory tells which pipeline this execution is of.');
  }
  const pipeline = recalled === undefined ? undefined : text(fieldsOf(recalled.body)['pipeline_type']);
  const agent = agentOf(state, pipeline) ?? namedIn([message.text], state.agent.specialists)[0];
  if (agent !== undefined) return delegate(state, { agentType: agent.name, input: message.text });
  const error = recalled === undefined ? undefined : readError(recalled);
  const reason =
    error === undefined ? `No agent is specialised in what execution ${executionId} ran.` : describeError(error);
  return answer(reason, 'error', kept(state), [executionId]);
}
