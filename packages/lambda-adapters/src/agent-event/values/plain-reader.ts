import { plainList } from './plain-list.ts';
import type { ValueType } from './value-type.ts';

/** Reads a text that can be nothing but the value that it shows; undefined where it takes a closer look. */
export type PlainReader = (text: string) => string | number | boolean | readonly string[] | undefined;

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
      return plainList(type);
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
const MINUS = 0x2d;

/** Digits, with a sign at the most; 0 alone, since other numbers don't begin with it. */
function plainWhole(text: string): number | undefined {
  return plainDigits(text, NO_POINT);
}

/** The same, or with digits on both sides of a point. */
function plainNumber(text: string): number | undefined {
  const point = text.indexOf('.');
  const number = plainDigits(text, point);
  // Both are exact, and so their quotient is the number that is nearest to what is written.
  return point === NO_POINT || number === undefined ? number : number / 10 ** (text.length - 1 - point);
}

const NO_POINT = -1;

/** Reads the digits of a number as if there were no point; undefined where it takes a closer look. */
function plainDigits(text: string, point: number): number | undefined {
  const { length } = text;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const end = point === NO_POINT ? length : point;
  const beginsWithZero = text.charCodeAt(start) === ZERO && (end > start + 1 || start > 0);
  if (length > MOST_CHARACTERS || end === start || point === length - 1 || beginsWithZero) return undefined;
  let number = 0;
  for (let index = start; index < length; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit >= 0 && digit <= 9) number = number * 10 + digit;
    else if (index !== point) return undefined;
  }
  return start === 0 ? number : -number;
}

function plainBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}
