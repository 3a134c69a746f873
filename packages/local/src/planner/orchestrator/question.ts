import type { Operation } from '../agent/operation.ts';
import { FAILURE_STEMS, STATE_STEMS, UNDER_WAY_STEMS } from '../lexicon.ts';
import { namedIn } from '../match/match-specialist.ts';
import type { Message } from '../message/message.ts';
import { plainWords } from '../message/plain-words.ts';
import { tellAbilities } from '../nothing-to-do.ts';
import { extract } from '../parameters/extract.ts';
import type { Arguments, CompletedCall, Conversation, PlanState, Step } from '../plan.ts';
import { answer, ask, call, kept } from '../say.ts';
import { fieldsOf, readError, text } from '../tool-reply.ts';
import { describeUnreadable } from '../wording/error.ts';
import { describeMemory, entriesOf, type MemoryFocus } from '../wording/memory.ts';
import { askForParameters } from '../wording/question.ts';
import { stemsOf } from '../words.ts';
import { agentOf } from './agent-of.ts';
import { planMemoryQuestion } from './memory-question.ts';

/** Where no environment is named, this many are looked at. */
const ENVIRONMENTS_AT_MOST = 8;

/** Plans a question about the state of things: ask the memory, then tell what it knows. */
export function planQuestion(state: PlanState, message: Message): Step {
  const [operation] = state.agent.withRole('memory');
  const named = namedIn([message.text], state.agent.specialists).map(({ name }) => name);
  if (operation === undefined) return tellAbilities(state);
  const { values, unclear } = extract(message.text, operation);
  const isAboutState = stemsOf(message.text).some((word) => STATE_STEMS.has(word)) || named.length > 0;
  if (!isAboutState && Object.keys(values).length === 0 && unclear.length === 0) return tellAbilities(state);

  const special = planMemoryQuestion(state, message, { values, named });
  if (special !== undefined) return special;
  const queries = queriesFor(
    operation,
    values,
    unclear.flatMap(({ said }) => said),
  );
  if (queries === undefined) {
    const missing = operation.parameters.filter(({ name, required }) => required && !Object.hasOwn(values, name));
    return ask(askForParameters(operation, missing, []), { ...kept(state), choice: { message: message.text } });
  }
  const asked = state.calls.filter((one) => one.operation === operation);
  const next = queries.find((query) => !asked.some((one) => sameQuery(one, query)));
  if (next !== undefined) return call(operation, next, 'The memory knows what was executed there and how it ended.');
  return tell(state, message, { asked, named });
}

/** One query for each environment that the question names; for all of them when it names none. */
function queriesFor(
  operation: Operation,
  values: Arguments,
  several: readonly unknown[],
): readonly Arguments[] | undefined {
  const missing = operation.parameters.filter(({ name, required }) => required && !Object.hasOwn(values, name));
  const [place, ...others] = missing;
  if (place === undefined) return [values];
  const places = several.length > 0 ? several : (place.schema.enum ?? []);
  if (others.length > 0 || places.length === 0) return undefined;
  return [...new Set(places)].slice(0, ENVIRONMENTS_AT_MOST).map((value) => ({ ...values, [place.name]: value }));
}

function sameQuery(one: CompletedCall, query: Arguments): boolean {
  return Object.entries(query).every(([name, value]) => one.arguments[name] === value);
}

interface Answers {
  readonly asked: readonly CompletedCall[];
  readonly named: readonly string[];
}

function tell(state: PlanState, message: Message, { asked, named }: Answers): Step {
  const focus = focusOf(message.text);
  const parts = asked.map((one) => {
    const error = readError(one);
    if (error !== undefined) return describeUnreadable(error);
    return describeMemory(one.body, { focus, question: message.text, named });
  });
  const failed = asked.every(({ status }) => status >= 400);
  return answer(parts.join('\n\n'), failed ? 'error' : 'answered', remember(state, asked));
}

function focusOf(question: string): MemoryFocus {
  const words = stemsOf(question);
  if (words.some((word) => FAILURE_STEMS.has(word))) return 'failed';
  const underWay =
    words.some((word) => UNDER_WAY_STEMS.has(word)) || /\bunder ?way\b|\bin progress\b/.test(plainWords(question));
  if (underWay) return 'under_way';
  return /\brunning\b/.test(plainWords(question)) ? 'running' : 'all';
}

/** When one execution is under way, it is what "it" means next. */
function remember(state: PlanState, asked: readonly CompletedCall[]): Conversation {
  const underWay = asked.flatMap(({ body }) => entriesOf(fieldsOf(body)['under_way']));
  const [only] = underWay;
  const agent = agentOf(state, text(only?.['pipeline_type']));
  if (only === undefined || agent === undefined || underWay.length > 1) return kept(state);
  return { last: { agentType: agent.name, executionId: text(only['execution_id']) } };
}
