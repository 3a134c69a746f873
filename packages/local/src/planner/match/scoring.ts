import { stemsOf } from '../words.ts';
import type { ContentWords } from './content-words.ts';

/** Something that a request may be about, with what is known of it: first what names it, last what describes it. */
export interface Candidate<T> {
  readonly item: T;
  readonly texts: readonly { readonly text: string; readonly weight: number }[];
}

export interface Scored<T> {
  readonly item: T;
  readonly score: number;
  /** How many of the things that the request names it knows. */
  readonly known: number;
}

/** Scores candidates by the words that they share with a request; a word that many share tells less. */
export function scoreCandidates<T>(
  { things, verbs }: ContentWords,
  candidates: readonly Candidate<T>[],
): readonly Scored<T>[] {
  const weighed = candidates.map(({ item, texts }) => ({ item, weights: weightsOf(texts) }));
  const rarity = (word: string): number => 1 / Math.max(1, weighed.filter(({ weights }) => weights.has(word)).length);
  return weighed
    .map(({ item, weights }) => {
      const score = [...things, ...verbs].reduce((sum, word) => sum + (weights.get(word) ?? 0) * rarity(word), 0);
      return { item, score, known: things.filter((word) => weights.has(word)).length };
    })
    .sort((a, b) => b.score - a.score);
}

function weightsOf(texts: Candidate<unknown>['texts']): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { text, weight } of texts) {
    for (const word of stemsOf(text.replace(/[-_/]/g, ' ')))
      weights.set(word, Math.max(weight, weights.get(word) ?? 0));
    for (const word of stemsOf(text)) weights.set(word, Math.max(weight, weights.get(word) ?? 0));
  }
  return weights;
}
