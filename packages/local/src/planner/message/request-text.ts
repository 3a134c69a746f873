import type { Operation } from '../agent/operation.ts';
import { FINITE_VERBS } from '../lexicon.ts';
import type { Search } from '../parameters/finding.ts';
import { parameterNames } from '../parameters/parameter-names.ts';
import { switchValues } from '../parameters/switches.ts';
import { wordsOf } from '../words.ts';
import type { Clause, Message } from './message.ts';

/** Lists the clauses of a message that are part of a request: not its questions, what is not to be done, what was. */
export function requestClauses({ clauses }: Message): readonly Clause[] {
  return clauses.filter(
    ({ mood, text }) => mood === 'request' || mood === 'cancel' || (mood === 'statement' && !tells(text)),
  );
}

/** Returns the part of a message in which the parameters of an operation are looked for. */
export function requestText(message: Message, operation: Operation): string {
  const parts = requestClauses(message);
  const kept = message.clauses.filter((clause) => parts.includes(clause) || sets(clause, operation));
  return kept.map(({ text }) => text).join(', ');
}

function tells(text: string): boolean {
  return wordsOf(text).some(({ lower }) => FINITE_VERBS.has(lower));
}

/** "The environment is dev.", "don't run migrations": told or negated, and about a parameter nevertheless. */
function sets({ text, mood }: Clause, { parameters }: Operation): boolean {
  if (mood === 'negated') {
    const search: Search = { text, parameters, ownWords: new Set() };
    return parameters.some((parameter) => switchValues(search, parameter).length > 0);
  }
  if (mood !== 'statement') return false;
  return parameters.some((parameter) => {
    const { strong } = parameterNames(parameter, parameters);
    return new RegExp(String.raw`(?:${strong.join('|')})\s+(?:is|are)\b`, 'iu').test(text);
  });
}
