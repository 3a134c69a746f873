import { hasExactNumbers } from './number-text.ts';
import { readNative } from './read-native.ts';
import { AMBIGUOUS, NONE, type Reading } from './reading.ts';
import type { ValueType } from './value-type.ts';

/** How often a value may have been encoded on top of itself. */
const MOST_ENCODINGS = 3;

/** Reads JSON, also where it was encoded again. */
export function readJson(text: string, type: ValueType): Reading {
  let json = text;
  for (let encodings = 0; encodings < MOST_ENCODINGS; encodings += 1) {
    const value = parseJson(json);
    if (value === undefined) return NONE;
    if (typeof value !== 'string') return hasExactNumbers(json) ? readNative(value, type) : AMBIGUOUS;
    json = value;
  }
  return NONE;
}

/** Takes the quotes off a text that was encoded as JSON; returns undefined where it was not. */
export function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return undefined;
  const inner = parseJson(text);
  return typeof inner === 'string' ? inner : undefined;
}

/** Returns undefined for what is not JSON, which JSON itself can't say. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
