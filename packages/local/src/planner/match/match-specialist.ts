import type { Specialist } from '../agent/agent-profile.ts';
import { PREPOSITIONS, STRICT_KINDS } from '../lexicon.ts';
import { nameParts, stem, wordsOf } from '../words.ts';
import { type ContentWords, contentWords } from './content-words.ts';
import type { Match } from './match.ts';
import { scoreCandidates } from './scoring.ts';

/**
 * Finds the specialised agent that a request is about: the one that it names, or the one whose description knows most
 * of what it names.
 *
 * @param clauses - The clauses of the request.
 * @param values - Values that the request gives, such as the environment.
 */
export function matchSpecialist(
  clauses: readonly string[],
  specialists: readonly Specialist[],
  values: readonly unknown[],
): Match<Specialist> {
  const named = namedIn(clauses, specialists);
  if (named.length > 1) return { between: named };
  if (named[0] !== undefined) return { found: named[0] };

  const content = contentWords(clauses.join(' '), values);
  const scored = scoreCandidates(
    content,
    specialists.map((specialist) => ({ item: specialist, texts: [{ text: specialist.description, weight: 1 }] })),
  );
  const [best, second] = scored;
  if (best === undefined) return { none: true };
  if (best.score === 0) return content.things.length === 0 ? vague(content, specialists) : { none: true };
  if (best.known * 2 < content.things.length) return { none: true };
  if (second === undefined || best.score > second.score) return { found: best.item };
  return { between: scored.filter(({ score }) => score === best.score).map(({ item }) => item) };
}

/** A request that names nothing, such as "deploy to dev": clear only where there is but one agent. */
function vague(content: ContentWords, specialists: readonly Specialist[]): Match<Specialist> {
  const able = specialists.filter((specialist) => mayDo(content, specialist));
  if (able.length === 0) return { none: true };
  const [only, ...others] = specialists;
  return only !== undefined && others.length === 0 ? { found: only } : { between: able };
}

/** "destroy prod" is for an agent that says that it does such a thing, if for any. */
function mayDo({ kinds }: ContentWords, { description }: Specialist): boolean {
  const isStrict = kinds.size > 0 && [...kinds].every((kind) => STRICT_KINDS.includes(kind));
  return !isStrict || [...contentWords(description).kinds].some((kind) => kinds.has(kind));
}

interface Mention {
  readonly specialist: Specialist;
  readonly clause: number;
  readonly start: number;
  readonly end: number;
}

/** The agents that are named as what it is about: the first, and those that are listed with it. */
export function namedIn(clauses: readonly string[], specialists: readonly Specialist[]): readonly Specialist[] {
  const mentions = clauses
    .flatMap((clause, index) => specialists.flatMap((specialist) => mentionsOf(clause, index, specialist)))
    .sort((a, b) => a.clause - b.clause || a.start - b.start || b.end - a.end);
  const listed: Mention[] = [];
  for (const mention of mentions) {
    const last = listed.at(-1);
    if (last === undefined || isListedWith(last, mention, clauses)) listed.push(mention);
  }
  return [...new Set(listed.map(({ specialist }) => specialist))];
}

const CONJUNCTION = /(?:,|\b(?:and|or|plus|then)\b|[&+])\s*(?:(?:then|also|the|deploy|run)\s+)*$/i;
const LIST_START = /^\W*(?:(?:and|then|also|plus|the|please|\w+)\s+){0,2}$/i;

/** "bootstrap and compute" names two; "bootstrap the app environment" is about the first. */
function isListedWith(last: Mention, mention: Mention, clauses: readonly string[]): boolean {
  const clause = clauses[mention.clause] ?? '';
  if (mention.clause === last.clause) {
    return mention.start >= last.end && CONJUNCTION.test(clause.slice(last.end, mention.start));
  }
  const before = clause.slice(0, mention.start);
  return (
    LIST_START.test(before) &&
    !wordsOf(before).some(({ lower }) => PREPOSITIONS.has(lower) || lower === 'of' || lower === 'with')
  );
}

function mentionsOf(clause: string, index: number, specialist: Specialist): readonly Mention[] {
  const parts = nameParts(specialist.name).map(stem);
  const words = wordsOf(clause.replace(/[-_]/g, ' '));
  return words.flatMap((word, at) => {
    const spoken = words.slice(at, at + parts.length).map(({ lower }) => stem(lower));
    const last = words[at + parts.length - 1];
    const same = last !== undefined && parts.every((part, position) => spoken[position] === part);
    return same ? [{ specialist, clause: index, start: word.start, end: last.end }] : [];
  });
}
