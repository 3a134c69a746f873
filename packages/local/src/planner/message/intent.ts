import { FAILURE_STEMS, LOG_STEMS, PROGRESS_STEMS } from '../lexicon.ts';
import { stemsOf } from '../words.ts';
import { type ClauseMood, isDeed, type Message } from './message.ts';
import { plainWords } from './plain-words.ts';

/**
 * What a message wants. `approve` and `deny`: to decide what awaits approval; `question`: to know something; `progress`: how far something is; `log`: what a pipeline wrote;
 * `why`: why something failed; `dismiss`: to drop what was asked; `refused`: that something is not done; `deferred`: that
 * something is done later or under a condition; `how_to`: to know what it could ask for; `statement`: nothing that is
 * understood.
 */
export type Intent =
  | 'execute'
  | 'cancel'
  | 'approve'
  | 'deny'
  | 'question'
  | 'progress'
  | 'log'
  | 'why'
  | 'dismiss'
  | 'refused'
  | 'deferred'
  | 'how_to'
  | 'statement';

/** What may be wanted of an execution that was started. */
export type ExecutionIntent = Extract<Intent, 'cancel' | 'approve' | 'deny' | 'progress' | 'log' | 'why'>;

/** Nothing is wanted, or nothing that can be done. */
export type IdleIntent = Extract<Intent, 'dismiss' | 'refused' | 'deferred' | 'how_to' | 'statement'>;

const DISMISS =
  /^(?:(?:ok|okay|no|oh|please|then|well)\W+)*(?:never ?mind|forget (?:it|that|this|about it)|leave it|drop it|no|nope|no thanks|no thank you|nothing|cancel|stop|abort)\W*$/;
const HOW_TO =
  /\b(?:how (?:do|can|could|would|should|to)\b.*\b(?:i|we|one|to)|what (?:can|could|do) you|who are you|can i|may i|should i|should we|can we|could we|may we|is there a way|is it (?:possible|safe|ok|okay)|are you able|what happens if|what would happen|what if|help)\b/;

const PROGRESS_QUESTION =
  /\b(?:did it|has it|is it|how is (?:it|that)|what happened|how did|any (?:news|update)|going)\b/;

/** Tells what a message wants. Whoever asks for a deed and says something else too gets the deed. */
export function intentOf(message: Message): Intent {
  const plain = plainWords(message.text).trim();
  if (DISMISS.test(plain)) return 'dismiss';
  const moods = message.clauses.map(({ mood }) => mood);
  const deed = moods.find(isDeed);
  if (deed !== undefined) return deed === 'request' ? 'execute' : deed;
  if (moods.includes('deferred')) return 'deferred';
  const asks = moods.includes('question');
  if (!asks && moods.includes('negated')) return 'refused';
  return wish(plain, moods);
}

function wish(plain: string, moods: readonly ClauseMood[]): Intent {
  if (HOW_TO.test(plain)) return 'how_to';
  const stems = stemsOf(plain);
  const asks = moods.includes('question');
  if (hasAny(stems, FAILURE_STEMS) && /\bwhy\b|\bwhat (?:went|is) wrong\b|\breason\b/.test(plain)) return 'why';
  if (hasAny(stems, LOG_STEMS)) return 'log';
  const short = plain.split(/\s+/).length <= 5;
  if ((asks || short) && (hasAny(stems, PROGRESS_STEMS) || PROGRESS_QUESTION.test(plain))) return 'progress';
  return asks ? 'question' : 'statement';
}

function hasAny(stems: readonly string[], known: ReadonlySet<string>): boolean {
  return stems.some((one) => known.has(one));
}
