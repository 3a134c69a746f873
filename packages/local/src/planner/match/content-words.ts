import {
  ASKING_VERBS,
  CANCEL_VERBS,
  DOING_VERBS,
  ENVIRONMENT_SYNONYMS,
  GENERIC_KINDS,
  GENERIC_STEMS,
  LEAD_UP,
  NOT_A_VALUE,
  NUMBER_WORDS,
  OPENERS,
  QUALIFIERS,
  QUESTION_WORDS,
  type VerbKind,
} from '../lexicon.ts';
import { plainWords } from '../message/plain-words.ts';
import { stem, wordsOf } from '../words.ts';

const KINDS: ReadonlyMap<string, VerbKind> = new Map(
  (Object.keys(DOING_VERBS) as VerbKind[]).flatMap((kind) =>
    DOING_VERBS[kind].map((verb) => [stem(verb), kind] as const),
  ),
);
const EMPTY: ReadonlySet<string> = new Set([
  ...NOT_A_VALUE,
  ...OPENERS,
  ...ASKING_VERBS,
  ...CANCEL_VERBS,
  ...QUESTION_WORDS,
  ...Object.keys(NUMBER_WORDS),
  ...ENVIRONMENT_SYNONYMS.flat(),
  ...LEAD_UP,
  ...QUALIFIERS.min,
  ...QUALIFIERS.max,
  'both',
]);

/** What a request is about, as stems. */
export interface ContentWords {
  /** Words that name things. */
  readonly things: readonly string[];
  /** Verbs that mean more than "do it". */
  readonly verbs: readonly string[];
  /** All kinds of doing that are asked for. */
  readonly kinds: ReadonlySet<VerbKind>;
}

/**
 * Returns the words that tell what a request is about.
 *
 * @param values - Values of parameters that were found in the text; they name no operation.
 */
export function contentWords(text: string, values: readonly unknown[] = []): ContentWords {
  const given = new Set(values.flatMap((value) => wordsOf(String(value)).map(({ lower }) => lower)));
  const things = new Set<string>();
  const verbs = new Set<string>();
  const kinds = new Set<VerbKind>();
  for (const { lower } of wordsOf(plainWords(text))) {
    const root = stem(lower);
    const kind = KINDS.get(root);
    if (kind !== undefined) kinds.add(kind);
    if (kind !== undefined && !GENERIC_KINDS.includes(kind)) verbs.add(root);
    if (kind === undefined && !EMPTY.has(lower) && !GENERIC_STEMS.has(root) && !given.has(lower) && !/\d/.test(lower))
      things.add(root);
  }
  return { things: [...things], verbs: [...verbs], kinds };
}

/** Returns the kind of doing that a verb's stem stands for. */
export function kindOf(verb: string): VerbKind | undefined {
  return KINDS.get(verb);
}
