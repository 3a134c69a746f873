import { MOST_PIECES } from './separated.ts';
import type { ListType } from './value-type.ts';

/**
 * Makes the reader of a list that can be nothing but what it shows: of texts as JSON, or of words as Java prints them, which
 * is how most lists come. It returns undefined where it takes a closer look.
 */
export function plainList({ items }: ListType): (text: string) => readonly string[] | undefined {
  if (items.kind !== 'text') return () => undefined;
  const { allows, isWord } = items;
  return (text) => {
    if (text.startsWith('["')) return jsonTexts(text);
    return isWord && text.startsWith('[') && text.endsWith(']') ? javaWords(text, allows) : undefined;
  };
}

/** Of texts alone, JSON says all that was written: there are no numbers to round and no names to repeat. */
function jsonTexts(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((element) => typeof element === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What JSON may read too: a list that begins so is left to those who compare. */
const JSON_WORD = /^(?:true|false|[-\d].*)$/;

const SEPARATOR = ', ';

/** Words hold no separator and no quote, so there is one way to cut them. */
function javaWords(text: string, allows: (word: string) => boolean): readonly string[] | undefined {
  const words: string[] = [];
  for (let start = 1, end = 0; end !== -1; start = end + SEPARATOR.length) {
    end = text.indexOf(SEPARATOR, start);
    // The last word has the bracket behind it, which is the place that -1 means as an end.
    const word = text.slice(start, end);
    if (word === '' || word === 'null' || !allows(word)) return undefined;
    words.push(word);
  }
  return words.length > MOST_PIECES || JSON_WORD.test(words[0] ?? '') ? undefined : words;
}
