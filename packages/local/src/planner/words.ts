/** A word of a text, with where it stands. */
export interface Word {
  readonly text: string;
  /** In lower case. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{N}_.+-]*[\p{L}\p{N}_])?/gu;

/** Lists the words of a text. What is joined by `.`, `-`, `_` or `+` is one word. */
export function wordsOf(text: string): readonly Word[] {
  return Array.from(text.matchAll(WORD), (match) => ({
    text: match[0],
    lower: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Returns what the forms of a word have in common: `deployed`, `deploying` and `deployments` all give `deploy`. */
export function stem(word: string): string {
  let root = word.toLowerCase().replace(/'s$/, '');
  root = root.replace(/(?<=[a-z]{2})ies$/, 'y').replace(/(?<=[a-z]{2}(?:ss|x|ch|sh))es$/, '');
  root = root.replace(/(?<=[a-z]{2}[^s])s$/, '');
  root = root.replace(/(?<=[a-z]{3})(?:ing|ed)$/, '').replace(/(?<=[a-z]{4})ment$/, '');
  root = root.replace(/(?<=[a-z]{3}[ts])ion$/, '').replace(/(?<=[a-z]{2})e$/, '');
  return root.length > 3 ? root.replace(/([a-z])\1$/, '$1') : root;
}

/** Lists the stems of a text's words. */
export function stemsOf(text: string): readonly string[] {
  return wordsOf(text).map(({ lower }) => stem(lower));
}

/** Splits a name as programs write it: `image_tag`, `imageTag` and `image-tag` all give `image`, `tag`. */
export function nameParts(name: string): readonly string[] {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return parts.filter((part) => part !== '');
}

/** Writes a text so that a regular expression takes it literally. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Returns the first sentence of a text. */
export function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text.trim())?.[0] ?? text.trim();
}

/** Lists names as a person would: `a`, `a and b`, `a, b and c`. */
export function enumerate(names: readonly string[], conjunction = 'and'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${conjunction} ${names.at(-1)}`;
}
