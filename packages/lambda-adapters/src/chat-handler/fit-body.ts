import type { ChatBody } from './chat-reply.ts';

/** What an answer can do without, the first to go first. */
const DISPENSABLE = ['trace', 'citations'] as const;

/**
 * Shortens an answer or a problem to a number of UTF-8 bytes of JSON, and says in it what was left out: traces, citations,
 * then the end of the answer.
 */
export function fitBody(body: ChatBody, maxBytes: number): ChatBody {
  const leftOut: string[] = [];
  let fitted = body;
  for (const name of DISPENSABLE) {
    if (bytesOf(fitted) <= maxBytes) return fitted;
    if (!(name in fitted)) continue;
    leftOut.push(name);
    fitted = { ...fitted, [name]: undefined, shortened: sentenceOf(leftOut) };
  }
  const { answer } = fitted;
  if (bytesOf(fitted) <= maxBytes || typeof answer !== 'string') return fitted;
  leftOut.push('the end of answer');
  const told = { ...fitted, shortened: sentenceOf(leftOut) };
  return { ...told, answer: beginningOf(answer, maxBytes - bytesOf({ ...told, answer: '' })) };
}

/** Splits a text into pieces of at most so many UTF-8 bytes of JSON, never within a character. */
export function splitText(text: string, maxBytes: number): readonly string[] {
  const pieces: string[] = [];
  for (let rest = text; rest !== ''; ) {
    const piece = beginningOf(rest, maxBytes) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return pieces;
}

/** Returns how many UTF-8 bytes a value has as JSON. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The longest beginning that has so many bytes within JSON, found by halves. */
function beginningOf(text: string, maxBytes: number): string {
  const fits = (length: number): boolean => bytesOf(text.slice(0, length)) - QUOTES <= maxBytes;
  if (fits(text.length)) return text;
  let [fitting, tooLong] = [0, text.length];
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (fits(middle)) fitting = middle;
    else tooLong = middle;
  }
  const isSplit = /[\uD800-\uDBFF]$/.test(text.slice(0, fitting));
  return text.slice(0, isSplit ? fitting - 1 : fitting);
}

const QUOTES = 2;

function sentenceOf(leftOut: readonly string[]): string {
  return `Left out, since the answer was too long: ${leftOut.join(', ')}.`;
}
