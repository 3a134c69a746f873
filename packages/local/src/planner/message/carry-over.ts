import { DOING_VERBS } from '../lexicon.ts';
import { plainWords } from './plain-words.ts';

const VERBS = Object.values(DOING_VERBS).flat().join('|');
const SAME_AS_BEFORE = new RegExp(
  String.raw`\b(?:${VERBS}) (?:it|that|this|them|the same)\b(?! \w+ing\b)(?=\W|$)|\b(?:same|again)\b|\b(?:too|as well)\W*$`,
);
const REPEATS = new RegExp(String.raw`^\W*(?:please |now |just |ok |and )*(?:${DOING_VERBS.repeat.join('|')})\b`);

/** Tells whether a request is for what was asked before, all but what it says: "deploy it to staging too". */
export function carriesOver(request: string): boolean {
  const plain = plainWords(request);
  return SAME_AS_BEFORE.test(plain) || REPEATS.test(plain);
}
