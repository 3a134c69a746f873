import { contentWords } from '../match/content-words.ts';
import { matchOperation } from '../match/match-operation.ts';
import type { Message } from '../message/message.ts';
import { tellAbilities } from '../nothing-to-do.ts';
import { extract } from '../parameters/extract.ts';
import type { PlanState, Step } from '../plan.ts';
import { callWhenComplete } from './request.ts';

/** Plans a question that an operation of the team's own can answer. */
export function planReading(state: PlanState, message: Message): Step {
  const operations = state.agent.withRole('read');
  const match = matchOperation({ text: message.text, verbs: [] }, state.agent, operations);
  if (!('found' in match) || contentWords(message.text).things.length === 0) return tellAbilities(state);
  return callWhenComplete(state, match.found, {}, extract(message.text, match.found));
}
