import { readJavaList } from './java-list.ts';

/** A decoded value, or what would have been accepted instead. */
export type DecodedValue = { readonly value: unknown } | { readonly expected: string };

/**
 * Decodes a value by the type that the action group declares for it. Bedrock sends every value as a string, arrays and
 * objects in more than one form; what can be read in more than one way is refused, never guessed.
 *
 * A type that is not known leaves the value as it is.
 */
export function decodeValue(value: unknown, type: string | undefined): DecodedValue {
  switch (type) {
    case 'integer':
      return decodeNumber(value, Number.isSafeInteger, 'must be a whole number in digits, for example 3');
    case 'number':
      return decodeNumber(value, Number.isFinite, 'must be a number in digits, for example 2.5');
    case 'boolean':
      return decodeBoolean(value);
    case 'array':
      return decodeArray(value);
    case 'object':
      return decodeObject(value);
    case 'string':
      return decodeString(value);
    default:
      return { value };
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function decodeNumber(value: unknown, accepts: (value: number) => boolean, expected: string): DecodedValue {
  const plain = unquoted(value);
  const number = typeof plain === 'string' && JSON_NUMBER.test(plain.trim()) ? Number(plain) : plain;
  return typeof number === 'number' && accepts(number) ? { value: number } : { expected };
}

function decodeBoolean(value: unknown): DecodedValue {
  const plain = unquoted(value);
  if (typeof plain === 'boolean') return { value: plain };
  const word = typeof plain === 'string' ? plain.trim().toLowerCase() : '';
  return word === 'true' || word === 'false' ? { value: word === 'true' } : { expected: 'must be true or false' };
}

function decodeArray(value: unknown): DecodedValue {
  const plain = unquoted(value);
  const array = typeof plain === 'string' ? (parseJson(plain) ?? readJavaList(plain)) : plain;
  return Array.isArray(array)
    ? { value: array }
    : { expected: 'must be a JSON array, for example ["first", "second"]' };
}

function decodeObject(value: unknown): DecodedValue {
  const plain = unquoted(value);
  const object = typeof plain === 'string' ? parseJson(plain) : plain;
  if (typeof object === 'object' && object !== null && !Array.isArray(object)) return { value: object };
  return {
    expected: 'must be a JSON object, for example {"name": "value"}; write ":" between name and value, not "="',
  };
}

function decodeString(value: unknown): DecodedValue {
  if (typeof value === 'string') return { value };
  if (typeof value === 'number' || typeof value === 'boolean') return { value: String(value) };
  return { expected: 'must be a text' };
}

/** Takes the quotes off a value that was encoded twice. */
function unquoted(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trim().startsWith('"')) return value;
  const inner = parseJson(value);
  return typeof inner === 'string' ? inner : value;
}

/** Returns undefined for what is not JSON, which JSON itself can't say. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
