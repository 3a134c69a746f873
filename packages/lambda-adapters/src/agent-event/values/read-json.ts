import { hasExactNumbers } from './number-text.ts';
import { readNative } from './read-native.ts';
import { AMBIGUOUS, NONE, type Reading } from './reading.ts';
import { hasRepeatedNames } from './repeated-names.ts';
import type { ValueType } from './value-type.ts';

/** How often a value may have been encoded on top of itself. */
const MOST_ENCODINGS = 3;

/** Reads JSON, also where it was encoded again. */
export function readJson(text: string, type: ValueType): Reading {
  let json = text;
  for (let encodings = 0; encodings < MOST_ENCODINGS; encodings += 1) {
    const value = parseJson(json);
    if (value === undefined) return NONE;
    if (typeof value !== 'string') return isWhatItSays(json, value) ? readNative(value, type) : AMBIGUOUS;
    json = value;
  }
  return NONE;
}

/** Whether parsing has lost nothing of what was written: no number was rounded, and no name was there twice. */
export function isWhatItSays(json: string, parsed: unknown): boolean {
  return hasExactNumbers(json) && !hasRepeatedNames(json, parsed);
}

/** Takes the quotes off a text that was encoded as JSON; returns undefined where it was not. */
export function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return undefined;
  const inner = parseJson(text);
  return typeof inner === 'string' ? inner : undefined;
}

/** How JSON begins; of a list, with what its first element begins too. To find out by an error costs much more. */
const BEGINNING = /^\s*(?:\[\s*["[{\]tfn\d-]|["{tfn\d-])/;

/** Returns undefined for what is not JSON, which JSON itself can't say. */
export function parseJson(text: string): unknown {
  if (!BEGINNING.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
