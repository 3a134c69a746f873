import { wordsOf } from '../words.ts';
import type { Intent } from './intent.ts';
import type { Message } from './message.ts';

/** Words at the most in an answer to "which of these?" that reads like a request: "bootstrap", "the app please". */
const FEW_WORDS = 3;

/** Tells whether a message says which of several is meant, rather than asks for something of its own. */
export function isChoice(message: Message, intent: Intent): boolean {
  return intent === 'statement' || (intent === 'execute' && wordsOf(message.text).length <= FEW_WORDS);
}
