import {
  ASKING_VERBS,
  CANCEL_VERBS,
  DECIDING_VERBS,
  DETERMINERS,
  DOING_VERBS,
  FINITE_VERBS,
  OPENERS,
  PREPOSITIONS,
  QUESTION_WORDS,
  RECORD_NOUNS,
} from '../lexicon.ts';
import { stem } from '../words.ts';

/** What a clause is: something to do, to stop, to approve or to deny, not to do, a question, or none of these. */
export type Mood = 'request' | 'cancel' | 'approve' | 'deny' | 'negated' | 'question' | 'statement';

/** What a clause is, and the stem of the verb that it asks for. */
export interface ReadMood {
  readonly mood: Mood;
  readonly verb?: string | undefined;
}

export interface MoodOptions {
  /** Stems of further verbs that ask for something to be done. */
  readonly verbs: ReadonlySet<string>;
  /** Whether the clause ends with a question mark. */
  readonly asks: boolean;
}

const DOING: ReadonlySet<string> = new Set(Object.values(DOING_VERBS).flat());
const DOING_STEMS: ReadonlySet<string> = new Set([...DOING].map(stem));

/** Ways to lead up to a request. */
const POLITE =
  /^(?:can|could|would|will) (?:you|u|ya|someone|somebody)(?: (?:please|kindly|maybe|also|just|then|now))*(?= )/;
const MIND = /^ ?mind (?=\w)/;
const WISH =
  /^(?:(?:i|we) (?:(?:would|really|just|also|now|all) )*(?:want|need|like|wish|love|ask|have to|must)(?: (?:you|someone))?(?: to)?|(?:need|want)(?: to)?|you (?:should|must|can|may|need to|have to)(?: now)?|(?:i (?:was|am) wondering|it would be (?:great|nice|good|lovely)|i would be (?:glad|happy|grateful))(?: if| whether) (?:you|somebody|someone) (?:could|can|would)|let us|go ahead(?: and)?|make sure (?:to|that you|you)|feel free to|proceed (?:to|with)|(?:it is )?time to|be so kind (?:and|as to)|get started (?:and|with)|start by|begin by) /;
const NEGATION =
  /^(?:please )?(?:(?:do|must|should|can|will|may|would|need) not|never|not|no need to|avoid|refrain|without|rather than|instead of)\b/;
const PASSIVE = /\b(?:should|must|needs? to|has to|have to|shall) (?:be|get) (\w+)/;

/** Tells what a clause is; its words come from `plainWords`. */
export function moodOf(clause: string, { verbs, asks }: MoodOptions): ReadMood {
  const isDoing = (word: string): boolean =>
    DOING.has(word) || (verbs.has(stem(word)) && !/(?:ing|ed|[^s]s)$/.test(word));
  const { rest, polite, wished } = withoutLeadUp(clause);
  if (NEGATION.test(withoutOpeners(clause.trim())) || NEGATION.test(rest)) return { mood: 'negated' };

  const words = rest.split(/[^\p{L}\p{N}_.+-]+/u).filter((word) => word !== '');
  const [first] = words;
  if (first === undefined) return { mood: 'statement' };
  if (asksForAnswer(first, words)) return { mood: 'question' };
  const verbAt = leadingVerb(words, isDoing);
  const verb = words[verbAt];
  if (verb === undefined) return withoutLeadingVerb({ rest, words, wished, asks });
  if (CANCEL_VERBS.has(verb) && !verbs.has(stem(verb))) return { mood: 'cancel', verb: stem(verb) };
  const asksOnly = tellsSomething(words.slice(verbAt + 1)) || (asks && !polite && !wished);
  if (asksOnly) return { mood: 'question' };
  return { mood: (verbs.has(stem(verb)) ? undefined : decisionOf(verb)) ?? 'request', verb: stem(verb) };
}

/** Whether a verb approves or denies; undefined when it does neither. */
function decisionOf(verb: string): 'approve' | 'deny' | undefined {
  if (DECIDING_VERBS.approve.includes(verb)) return 'approve';
  return DECIDING_VERBS.deny.includes(verb) ? 'deny' : undefined;
}

interface BareClause {
  readonly rest: string;
  /** "could you …", "please …". */
  readonly polite: boolean;
  /** "I want you to …". */
  readonly wished: boolean;
}

/** Takes off what leads up to a request and says nothing about it. */
function withoutLeadUp(clause: string): BareClause {
  let rest = withoutOpeners(clause.trim());
  const polite = POLITE.exec(rest);
  if (polite !== null) rest = withoutOpeners(rest.slice(polite[0].length).trim());
  const mind = MIND.exec(rest);
  if (polite !== null && mind !== null) rest = gerundAsVerb(rest.slice(mind[0].length));
  const wish = WISH.exec(rest);
  if (wish !== null) rest = withoutOpeners(rest.slice(wish[0].length));
  const saysPlease = /\b(?:please|pls|plz|kindly)\b/.test(clause);
  return { rest, polite: polite !== null || saysPlease, wished: wish !== null };
}

function withoutOpeners(text: string): string {
  let rest = text.replace(/^(?:@\S+\s*)+/, '').replace(/^\w+:\s+(?=\w)/, '');
  for (;;) {
    const opener = /^(\w+)[\s,!.:;-]+/.exec(rest);
    if (opener?.[1] === undefined || !OPENERS.has(opener[1])) return rest;
    rest = rest.slice(opener[0].length);
  }
}

/** `deploying the app` as it would be said as a request: the stem does for what follows. */
function gerundAsVerb(text: string): string {
  return text.replace(
    /^(\w+)ing\b/,
    (_, root: string) => [...DOING].find((verb) => stem(verb) === stem(`${root}ing`)) ?? root,
  );
}

/** `do` asks unless something is to be done: "do a deployment". */
function asksForAnswer(first: string, words: readonly string[]): boolean {
  if (first === 'do') return !DETERMINERS.has(words[1] ?? '');
  return QUESTION_WORDS.has(first) || ASKING_VERBS.has(first);
}

/** Where the verb of a request stands: first, or after "for dev" and the like; -1 when there is none. */
function leadingVerb(words: readonly string[], isDoing: (word: string) => boolean): number {
  const [first = '', second = ''] = words;
  if (isDoing(first) || CANCEL_VERBS.has(first) || decisionOf(first) !== undefined) return 0;
  if (first === 'do' && DETERMINERS.has(second) && words.slice(2, 5).some((word) => DOING_STEMS.has(stem(word))))
    return 0;
  if (!PREPOSITIONS.has(first)) return -1;
  return words
    .slice(0, 7)
    .findIndex((word, index) => index > 1 && isDoing(word) && !DETERMINERS.has(words[index - 1] ?? ''));
}

/** What follows one of these tells something about the request, not instead of it: "make sure it has …". */
const GIVES_REASON: ReadonlySet<string> = new Set(['sure', 'ensure', 'so', 'because', 'since', 'as']);

/** "deploy status", "bootstrap has failed": the verb is a noun there. */
function tellsSomething(following: readonly string[]): boolean {
  if (RECORD_NOUNS.has(following[0] ?? '')) return true;
  const end = following.findIndex((word) => GIVES_REASON.has(word));
  return following.slice(0, end === -1 ? undefined : end).some((word, index) => {
    const before = following[index - 1] ?? '';
    return FINITE_VERBS.has(word) && !DETERMINERS.has(before);
  });
}

interface UnledClause {
  readonly rest: string;
  readonly words: readonly string[];
  readonly wished: boolean;
  readonly asks: boolean;
}

/** "the app should be deployed", "I need dev bootstrapped", "get it deployed". */
function withoutLeadingVerb({ rest, words, wished, asks }: UnledClause): ReadMood {
  if (asks) return { mood: 'question' };
  const passive = PASSIVE.exec(rest)?.[1];
  if (passive !== undefined && isParticiple(passive)) return { mood: 'request', verb: stem(passive) };
  const wantsDone = wished || words[0] === 'get';
  const done = words.find((word, index) => index > 0 && isParticiple(word) && !DETERMINERS.has(words[index - 1] ?? ''));
  return wantsDone && done !== undefined ? { mood: 'request', verb: stem(done) } : { mood: 'statement' };
}

function isParticiple(word: string): boolean {
  return (
    (word.endsWith('ed') || ['built', 'setup', 'set', 'run', 'rolledout', 'rollout'].includes(word)) &&
    DOING_STEMS.has(stem(word))
  );
}
