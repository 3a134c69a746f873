import { mayHoldSeparator, readElement } from './read-element.ts';
import { AMBIGUOUS, either, NONE, type Reading } from './reading.ts';
import type { ValueType } from './value-type.ts';

/** With more separators than these, a list whose elements may hold them is not worth the search. */
const MOST_SEPARATORS = 200;

/**
 * Reads elements with a separator between them. An element may hold the separator too, so each way to cut the text is
 * tried, from the back, and all that succeed must be the same list.
 */
export function readSeparated(text: string, separator: string, items: ValueType): Reading {
  const pieces = text.split(separator);
  if (!mayHoldSeparator(items)) return readPieces(pieces, items);
  const longest = pieces.length;
  if (longest > MOST_SEPARATORS) return AMBIGUOUS;
  if (items.kind === 'text' && !items.mayHoldComma) return readPieces(pieces, items);
  const lists: Reading[] = [{ value: [] }];
  for (let start = pieces.length - 1; start >= 0; start -= 1) {
    let reading: Reading = NONE;
    const most = Math.min(longest, lists.length);
    for (let count = 1; count <= most && reading !== AMBIGUOUS; count += 1) {
      const rest = lists[lists.length - count] ?? NONE;
      if (rest === NONE) continue;
      const element = readElement(pieces.slice(start, start + count).join(separator), items);
      reading = either(reading, prepended(element, rest));
    }
    lists.push(reading);
  }
  return lists.at(-1) ?? NONE;
}

/** Reads elements of which each is one piece. */
function readPieces(pieces: readonly string[], items: ValueType): Reading {
  const values: unknown[] = [];
  let isUnsure = false;
  for (const piece of pieces) {
    const element = readElement(piece, items);
    if (element === NONE) return NONE;
    if (element === AMBIGUOUS) isUnsure = true;
    else values.push(element.value);
  }
  return isUnsure ? AMBIGUOUS : { value: values };
}

function prepended(element: Reading, rest: Reading): Reading {
  if (element === NONE || rest === NONE) return NONE;
  if (element === AMBIGUOUS || rest === AMBIGUOUS) return AMBIGUOUS;
  return { value: [element.value, ...(rest.value as readonly unknown[])] };
}
