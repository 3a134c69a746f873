import { AMBIGUOUS, either, NONE, type Reading } from './reading.ts';
import { readSeparated } from './separated.ts';
import type { ListType } from './value-type.ts';

/** One element, with nothing in it that may be a separator, a quote or part of another form. */
const ONE_WORD = /^[^\s,;|"'[\]{}<>=]+$/;

/** What other forms look like, which a list with nothing around it is not taken for. */
const OTHER_FORM = /^(?:\[.*\]|<item>.*<\/item>)$/s;

/** Reads a list with nothing around it: `a, b`. */
export function readCommaSeparated(text: string, type: ListType): Reading {
  const { items } = type;
  if (items.kind === 'list' || items.kind === 'object') return NONE;
  const unshaped = items.kind === 'any' || items.kind === 'union' || (items.kind === 'text' && !items.shaped);
  if (unshaped && OTHER_FORM.test(text)) return NONE;
  if (unshaped && !ONE_WORD.test(text)) return AMBIGUOUS;
  return either(readSeparated(text, ', ', items), readSeparated(text, ',', items));
}
