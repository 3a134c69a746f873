import type { Intent } from '../message/intent.ts';
import type { CompletedCall, PlanState, SayStep, Step } from '../plan.ts';
import { ask, kept } from '../say.ts';
import { fieldsOf, text } from '../tool-reply.ts';
import { delegate } from './delegate.ts';

/** What the chat handler says for the user who has confirmed or denied something in their client. */
const ANSWERED = /^I have answered, in my chat client, what the agent \S+ wanted confirmed\b/;

/** Asks the user for the confirmation that a specialised agent waits for; undefined where it waits for none. */
export function askForConfirmation(state: PlanState, { arguments: values, body }: CompletedCall): SayStep | undefined {
  const reply = fieldsOf(body);
  if (reply['status'] !== 'confirmation_needed') return undefined;
  const agentType = String(values['agent_type']);
  const said = text(reply['answer']);
  const question = [
    ...(said === undefined ? [] : [said]),
    `The agent ${agentType} needs your confirmation first:`,
    ...requestsOf(reply).map(requestText),
    'Nothing of it was done yet. Confirm or deny it in your chat client, which was given it with this answer; what you tell me does not count. Do you confirm it there?',
  ].join('\n');
  const confirming = { agentType, input: String(values['input']), question };
  return ask(question, { ...kept(state), confirming });
}

/** Goes on when the user has answered in their client, and asks again when they answer here; undefined for all else. */
export function planConfirmation(state: PlanState, intent: Intent): Step | undefined {
  const { confirming } = state.conversation;
  if (confirming === undefined) return undefined;
  if (ANSWERED.test(state.message)) return delegate(state, confirming);
  const isAnswer = intent === 'statement' || intent === 'dismiss';
  return isAnswer ? ask(confirming.question, { ...kept(state), confirming }) : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function requestsOf(reply: Fields): readonly Fields[] {
  const { requests } = fieldsOf(reply['pending_confirmation']);
  return Array.isArray(requests) ? requests.map(fieldsOf) : [];
}

function requestText(request: Fields): string {
  const values = Object.entries(fieldsOf(request['arguments'])).map(([name, value]) => `${name} ${String(value)}`);
  return `- ${text(request['operation']) ?? 'its next step'}${values.length === 0 ? '' : ` with ${values.join(', ')}`}`;
}
