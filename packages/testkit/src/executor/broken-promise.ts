import { inspect } from 'node:util';

const MAX_CHARACTERS = 1500;
const MAX_DEPTH = 5;

/** What a case fails with: what the port promises, and what was seen instead. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
  readonly promised: string;

  constructor(promised: string, seen: string) {
    super(`Promised: ${promised}\nSeen: ${seen}`);
    this.promised = promised;
  }
}

/** Fails a case unless what the port promises holds. `seen` is shown if it does not. */
export function check(holds: boolean, promised: string, seen: unknown): asserts holds {
  if (!holds) throw new BrokenPromise(promised, inWords(seen));
}

/** Makes what was seen fit to be read; a text is taken for a sentence. */
export function inWords(seen: unknown): string {
  const words = typeof seen === 'string' ? seen : inspect(wordsOf(seen), { depth: MAX_DEPTH, breakLength: 120 });
  return words.length <= MAX_CHARACTERS ? words : `${words.slice(0, MAX_CHARACTERS)}…`;
}

/** Of an error, what counts, also where it is what a call came to; its stack would hide it. */
function wordsOf(seen: unknown, depth = 0): unknown {
  if (seen instanceof Error) return { error: `${seen.name}: ${seen.message}`, ...seen };
  const isPlain = typeof seen === 'object' && seen !== null && Object.getPrototypeOf(seen) === Object.prototype;
  if (!isPlain || depth > MAX_DEPTH) return seen;
  return Object.fromEntries(Object.entries(seen).map(([name, value]) => [name, wordsOf(value, depth + 1)]));
}
