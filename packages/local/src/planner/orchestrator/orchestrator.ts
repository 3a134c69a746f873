import { OPTION_QUESTION, POINTING } from '../lexicon.ts';
import { contentWords } from '../match/content-words.ts';
import { matchSpecialist, namedIn } from '../match/match-specialist.ts';
import { isChoice } from '../message/choice.ts';
import { executionIdsIn } from '../message/execution-ids.ts';
import { type Intent, intentOf } from '../message/intent.ts';
import { type Message, readMessage } from '../message/message.ts';
import { planNothing } from '../nothing-to-do.ts';
import type { PlanState, Step } from '../plan.ts';
import { lastCallOf } from '../say.ts';
import { planAboutExecution } from './about-execution.ts';
import { passOn } from './after-delegation.ts';
import { planConfirmation } from './confirmation.ts';
import { delegate } from './delegate.ts';
import { planQuestion } from './question.ts';
import { placeOf, planRequest } from './request.ts';

/** Plans for the agent that talks to the user, knows the memory and asks the others. */
export function planOrchestrator(state: PlanState): Step {
  const { awaiting, choice } = state.conversation;
  const message = readMessage(state.message, state.agent);
  const intent = intentOf(message);
  const delegation = lastCallOf(state, state.agent.withRole('delegate'));
  if (delegation !== undefined) return passOn(state, delegation, intent);
  const confirmation = planConfirmation(state, intent);
  if (confirmation !== undefined) return confirmation;
  if (awaiting !== undefined && isReply(state, message, intent)) {
    return delegate(state, { agentType: awaiting, input: state.message });
  }
  if (choice !== undefined && isChoice(message, intent) && (intent !== 'execute' || isDoable(state, message))) {
    const whole = readMessage(`${choice.message}\n${state.message}`, state.agent);
    return planIntent(state, whole, intentOf(whole));
  }
  return planIntent(state, message, intent);
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
      return isAboutLast(state, message)
        ? planAboutExecution(state, message, 'progress')
        : planQuestion(state, message);
    default:
      return planNothing(state, intent);
  }
}

/** "Where is it running?" after something was started. */
function isAboutLast(state: PlanState, message: Message): boolean {
  const { last } = state.conversation;
  return (
    last?.executionId !== undefined &&
    POINTING.test(message.text) &&
    Object.keys(placeOf(state, message.text)).length === 0
  );
}

/** Tells whether a message answers what a specialised agent asked, rather than changes the subject. */
function isReply(state: PlanState, message: Message, intent: Intent): boolean {
  switch (intent) {
    case 'execute':
      return isUnspecific(state, message) && isDoable(state, message);
    case 'question':
      return OPTION_QUESTION.test(message.text) || /^\W*[\w.-]+\W*\?\W*$/.test(message.text);
    case 'cancel':
      return executionIdsIn(message.text).length === 0;
    case 'approve':
    case 'deny':
    case 'progress':
    case 'log':
    case 'why':
    case 'how_to':
      return false;
    default:
      return true;
  }
}

/** A request that names nothing, such as "deploy it to dev". */
function isUnspecific(state: PlanState, message: Message): boolean {
  if (namedIn([message.text], state.agent.specialists).length > 0) return false;
  return contentWords(message.text, Object.values(placeOf(state, message.text))).things.length === 0;
}

/** "Destroy everything in prod" answers no question where nothing does such a thing. */
function isDoable(state: PlanState, message: Message): boolean {
  const values = Object.values(placeOf(state, message.meant));
  return !('none' in matchSpecialist([message.meant], state.agent.specialists, values));
}
