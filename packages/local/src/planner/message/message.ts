import { type Excludable, withoutExclusions } from './exclusions.ts';
import { type Mood, moodOf, type ReadMood } from './mood.ts';
import { plainQuotes, plainWords } from './plain-words.ts';

/** What the user said, taken apart. */
export interface Message {
  /** As it was said, with plain quotes. */
  readonly text: string;
  /** The same without what it names only to exclude it; the clauses are those of this text. */
  readonly meant: string;
  /** The agents that it names only to exclude them. */
  readonly excluded: readonly string[];
  readonly clauses: readonly Clause[];
}

/** A part of a message that asks for one thing. */
export interface Clause {
  readonly text: string;
  readonly mood: ClauseMood;
  /** Stem of the verb that it asks for. */
  readonly verb?: string | undefined;
  /** Number of the sentence that it belongs to. */
  readonly sentence: number;
}

/** `deferred`: asked for under a condition or for a later time. */
export type ClauseMood = Mood | 'deferred';

/** The moods that ask for something to be done. */
export type Deed = Extract<ClauseMood, 'request' | 'cancel' | 'approve' | 'deny'>;

/** Tells whether a mood asks for something to be done. */
export function isDeed(mood: ClauseMood): mood is Deed {
  return mood === 'request' || mood === 'cancel' || mood === 'approve' || mood === 'deny';
}

export interface MessageOptions extends Excludable {
  /** Stems of verbs that ask for something to be done, beside those of the language. */
  readonly verbs: ReadonlySet<string>;
  /** Phrases that begin like a request but are the name of a switch. */
  readonly switches: readonly string[];
}

/** How much of a message is read, in characters. */
const READ_AT_MOST = 6000;

const SENTENCE_END = /(?<=[.!?;])\s+|\n+/;
const CLAUSE_END =
  /,\s+|\s+(?:but|and then|then)\s+|\s+[-–—]+\s+|\s+and\s+(?=(?:please\s+)?(?:tell|let|notify|inform|report|wait|follow|watch|monitor|keep)\b)/;
const CONDITION =
  /\b(?:if|unless|when|once|as soon as|in case|provided|until|after|before)\b(?! (?:possible|needed|necessary|more|again|you (?:can|could|would|may|please|like|want)|that|this|now|it is (?:ok|okay|possible)))\s+\w/;
const LATER =
  /\b(?:tomorrow|tonight|next (?:week|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|at \d{1,2}(?::\d\d)? ?(?:am|pm|o'clock)|at \d{1,2}:\d\d|in \d+ (?:minutes?|hours?|days?)|every (?:day|night|hour|week|month|morning|\w+day))\b/;

/** Takes a message apart into clauses, and tells of each what it is. */
export function readMessage(message: string, options: MessageOptions): Message {
  const text = plainQuotes(message).slice(0, READ_AT_MOST);
  const { text: meant, excluded } = withoutExclusions(text, options);
  const sentences = meant.split(SENTENCE_END).filter((sentence) => sentence.trim() !== '');
  return {
    text,
    meant,
    excluded,
    clauses: sentences.flatMap((sentence, index) => clausesOf(sentence, index, options)),
  };
}

function clausesOf(sentence: string, index: number, options: MessageOptions): readonly Clause[] {
  const asks = /\?["')\s]*$/.test(sentence);
  const clauses = sentence.split(CLAUSE_END).filter((clause) => clause.trim() !== '');
  const moods = clauses.map((clause) => moodOfClause(clause, asks, options));
  // "… and tell me when it is done" is no condition.
  const wanted = plainWords(clauses.filter((_, position) => moods[position]?.mood !== 'question').join(', '));
  const deferred = CONDITION.test(wanted) || LATER.test(wanted);
  const asksFirst = asks && moods[0]?.mood === 'question';
  return clauses.map((text, position): Clause => {
    const { mood, verb } = moods[position] ?? { mood: 'statement' };
    const acts = isDeed(mood);
    // What follows a question in the same sentence belongs to it.
    if (acts && asksFirst) return { text, mood: 'question', sentence: index };
    return { text, mood: acts && deferred ? 'deferred' : mood, verb, sentence: index };
  });
}

function moodOfClause(clause: string, asks: boolean, { verbs, switches }: MessageOptions): ReadMood {
  const plain = plainWords(clause);
  const named = plain.replace(/^\W*(?:and |also |please |with )*/, '');
  if (switches.some((phrase) => named.startsWith(phrase))) return { mood: 'statement' };
  return moodOf(plain, { verbs, asks });
}
