import type { Operation } from '../agent/operation.ts';
import { ASKING_VERBS, OPTION_QUESTION, QUESTION_WORDS } from '../lexicon.ts';
import { contentWords } from '../match/content-words.ts';
import { matchOperation } from '../match/match-operation.ts';
import { executionIdsIn } from '../message/execution-ids.ts';
import type { Intent } from '../message/intent.ts';
import type { Message } from '../message/message.ts';
import { requestText } from '../message/request-text.ts';
import { agreeNotTo } from '../nothing-to-do.ts';
import { type Extraction, extract, extractReply, type Unclear } from '../parameters/extract.ts';
import { qualifiedIn } from '../parameters/quantities.ts';
import type { Arguments, PlanState, Step } from '../plan.ts';
import { wordsOf } from '../words.ts';
import { callWhenComplete } from './request.ts';

/** Goes on with a request that lacked parameters; undefined when the message is about something else. */
export function planPending(state: PlanState, message: Message, intent: Intent): Step | undefined {
  const { pending } = state.conversation;
  const operation = state.agent.operations.find(({ operationId }) => operationId === pending?.operationId);
  if (pending === undefined || operation === undefined) return undefined;
  if (intent === 'dismiss' || (intent === 'cancel' && executionIdsIn(message.text).length === 0))
    return agreeNotTo(state);

  const open = pending.unclear ?? [];
  const again = (): Step => callWhenComplete(state, operation, pending.arguments, { values: {}, unclear: open });
  if (isQuestion(message)) return OPTION_QUESTION.test(message.text) ? again() : undefined;
  if (intent === 'execute' && !continues(state, message, operation)) return undefined;

  const reply = settle(message, operation, { open, known: pending.arguments });
  const tells = Object.keys(reply.values).length > 0 || reply.unclear.some((one) => !open.includes(one));
  if (tells) return callWhenComplete(state, operation, pending.arguments, reply);
  return intent === 'statement' ? again() : undefined;
}

interface Asked {
  /** What was said before and could be read in more than one way. */
  readonly open: readonly Unclear[];
  readonly known: Arguments;
}

/** Reads a reply, also as the answer to what was not clear; what it does not answer stays to be asked. */
function settle(message: Message, operation: Operation, { open, known }: Asked): Extraction {
  const choices = open.map(({ names, value }) => {
    const among = operation.parameters.filter(({ name }) => names.includes(name));
    return value === undefined ? [] : qualifiedIn(message.meant, among).map(({ name }) => [name, value] as const);
  });
  const chosen = Object.fromEntries(choices.flat());
  // "the max" is no value of another parameter.
  const answers = Object.keys(chosen).length > 0;
  const reply = answers ? extract(requestText(message, operation), operation) : replyTo(message, operation, known);
  const values = { ...chosen, ...reply.values };
  const told = [...Object.keys(values), ...reply.unclear.flatMap(({ names }) => names)];
  return {
    values,
    unclear: [...open.filter(({ names }) => !names.some((name) => told.includes(name))), ...reply.unclear],
  };
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
