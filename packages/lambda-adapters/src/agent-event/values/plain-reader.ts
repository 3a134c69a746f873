import type { ValueType } from './value-type.ts';

/** Reads a text that can be nothing but the value that it shows; undefined where it takes a closer look. */
export type PlainReader = (text: string) => string | number | boolean | undefined;

/** Makes the reader for a type. It is the short way to what `readText` says of most values that agents send. */
export function plainReader(type: ValueType): PlainReader {
  switch (type.kind) {
    case 'text':
      return plainText;
    case 'number':
      return type.whole ? plainWhole : plainNumber;
    case 'boolean':
      return plainBoolean;
    case 'any':
      return (text) => text;
    case 'list':
    case 'object':
    case 'union':
      return () => undefined;
  }
}

const QUOTE = 0x22;

/** Only a text that is empty, in quotes or "null" may be something else than itself. */
function plainText(text: string): string | undefined {
  return text === '' || text.charCodeAt(0) === QUOTE || text === 'null' ? undefined : text;
}

/** So many characters of a number are never rounded. */
const MOST_CHARACTERS = 15;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const POINT = 0x2e;

/** Digits, with a sign at the most; 0 alone, since other numbers don't begin with it. */
function plainWhole(text: string): number | undefined {
  if (text === '0') return 0;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  if (text.length > MOST_CHARACTERS || text.charCodeAt(start) === ZERO) return undefined;
  return endOfDigits(text, start) === text.length ? Number(text) : undefined;
}

/** The same, or with digits on both sides of a point. */
function plainNumber(text: string): number | undefined {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const point = endOfDigits(text, start);
  if (point === undefined || text.charCodeAt(point) !== POINT) return plainWhole(text);
  const beginsWithZero = text.charCodeAt(start) === ZERO && point > start + 1;
  const isPlain = !beginsWithZero && text.length <= MOST_CHARACTERS && endOfDigits(text, point + 1) === text.length;
  // Of zero there is one, without a sign.
  return isPlain ? Number(text) + 0 : undefined;
}

/** Where the digits end that begin at a position; undefined where there are none. */
function endOfDigits(text: string, start: number): number | undefined {
  let end = start;
  let code = text.charCodeAt(end);
  while (code >= ZERO && code <= NINE) {
    end += 1;
    code = text.charCodeAt(end);
  }
  return end === start ? undefined : end;
}

function plainBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}
