import { isChoice } from '../message/choice.ts';
import { type Intent, intentOf } from '../message/intent.ts';
import { type Message, readMessage } from '../message/message.ts';
import { planNothing } from '../nothing-to-do.ts';
import type { PlanState, Step } from '../plan.ts';
import { planAboutExecution } from './about-execution.ts';
import { planAfterCall } from './after-call.ts';
import { planPending } from './pending.ts';
import { planReading } from './reading.ts';
import { planRequest } from './request.ts';

/** Plans for an agent that executes, follows and explains. */
export function planSpecialist(state: PlanState): Step {
  const choice = state.conversation.choice?.message;
  const message = readMessage(state.message, state.agent);
  const intent = intentOf(message);
  if (state.calls.length > 0) return planAfterCall(state, message, intent);
  if (choice !== undefined && isChoice(message, intent)) {
    return planRequest(state, readMessage(`${choice}\n${state.message}`, state.agent));
  }
  return planPending(state, message, intent) ?? planIntent(state, message, intent);
}

function planIntent(state: PlanState, message: Message, intent: Intent): Step {
  switch (intent) {
    case 'execute':
      return planRequest(state, message);
    case 'cancel':
    case 'approve':
    case 'deny':
    case 'progress':
    case 'log':
    case 'why':
      return planAboutExecution(state, message, intent);
    case 'question':
      return planReading(state, message);
    default:
      return planNothing(state, intent);
  }
}
