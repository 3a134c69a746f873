import type { Operation } from '../agent/operation.ts';
import { ASKING_VERBS, OPTION_QUESTION, QUESTION_WORDS } from '../lexicon.ts';
import { contentWords } from '../match/content-words.ts';
import { matchOperation } from '../match/match-operation.ts';
import { executionIdsIn } from '../message/execution-ids.ts';
import type { Intent } from '../message/intent.ts';
import type { Message } from '../message/message.ts';
import { requestText } from '../message/request-text.ts';
import { agreeNotTo } from '../nothing-to-do.ts';
import { type Extraction, extractReply } from '../parameters/extract.ts';
import type { Arguments, PlanState, Step } from '../plan.ts';
import { wordsOf } from '../words.ts';
import { callWhenComplete } from './request.ts';

const NOTHING: Extraction = { values: {}, unclear: [] };

/** Goes on with a request that lacked parameters; undefined when the message is about something else. */
export function planPending(state: PlanState, message: Message, intent: Intent): Step | undefined {
  const { pending } = state.conversation;
  const operation = state.agent.operations.find(({ operationId }) => operationId === pending?.operationId);
  if (pending === undefined || operation === undefined) return undefined;
  if (intent === 'dismiss' || (intent === 'cancel' && executionIdsIn(message.text).length === 0))
    return agreeNotTo(state);

  const again = (): Step => callWhenComplete(state, operation, pending.arguments, NOTHING);
  if (isQuestion(message)) return OPTION_QUESTION.test(message.text) ? again() : undefined;
  if (intent === 'execute' && !continues(state, message, operation)) return undefined;

  const reply = replyTo(message, operation, pending.arguments);
  const tells = Object.keys(reply.values).length > 0 || reply.unclear.length > 0;
  if (tells) return callWhenComplete(state, operation, pending.arguments, reply);
  return intent === 'statement' ? again() : undefined;
}

function replyTo(message: Message, operation: Operation, known: Arguments): Extraction {
  const missing = operation.parameters.filter(({ name, required }) => required && !Object.hasOwn(known, name));
  const said = requestText(message, operation);
  // "staging?" is an answer too.
  const onlyAsked = said === '' && message.clauses.every(({ mood }) => mood === 'question');
  return extractReply(onlyAsked ? message.text : said, operation, missing);
}

function isQuestion(message: Message): boolean {
  const [first] = wordsOf(message.text);
  const asks = message.clauses.some(({ mood }) => mood === 'question');
  return asks && first !== undefined && (QUESTION_WORDS.has(first.lower) || ASKING_VERBS.has(first.lower));
}

/** A request that names no other thing goes on with the one before: "deploy it to dev". */
function continues(state: PlanState, message: Message, operation: Operation): boolean {
  const text = requestText(message, operation);
  const match = matchOperation({ text, verbs: [] }, state.agent, state.agent.withRole('execute'));
  const { things } = contentWords(text, Object.values(replyTo(message, operation, {}).values));
  return things.length === 0 && (!('found' in match) || match.found === operation);
}
