import { mayHoldSeparator, readElement } from './read-element.ts';
import { AMBIGUOUS, either, NONE, type Reading } from './reading.ts';
import type { ValueType } from './value-type.ts';

/** With more pieces than these between separators, a list whose elements may hold them is not worth the search. */
export const MOST_PIECES = 200;

/**
 * Reads elements with a separator between them. An element may hold the separator too, so each way to cut the text is
 * tried, from the back, and all that succeed must be the same list.
 */
export function readSeparated(text: string, separator: string, items: ValueType): Reading {
  if (!mayHoldSeparator(items)) return readPieces(text, separator, items, Number.POSITIVE_INFINITY);
  if (items.kind === 'text' && !items.mayHoldComma) return readPieces(text, separator, items, MOST_PIECES);
  const pieces = text.split(separator);
  const longest = pieces.length;
  if (longest > MOST_PIECES) return AMBIGUOUS;
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

/** Reads elements of which each is one piece, up to the first that is none. */
function readPieces(text: string, separator: string, items: ValueType, most: number): Reading {
  const values: unknown[] = [];
  let isUnsure = false;
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf(separator, start);
    const element = readElement(end === -1 ? text.slice(start) : text.slice(start, end), items);
    if (element === NONE) return NONE;
    if (element === AMBIGUOUS || values.length === most) isUnsure = true;
    else values.push(element.value);
    if (end === -1) break;
    start = end + separator.length;
  }
  return isUnsure ? AMBIGUOUS : { value: values };
}

function prepended(element: Reading, rest: Reading): Reading {
  if (element === NONE || rest === NONE) return NONE;
  if (element === AMBIGUOUS || rest === AMBIGUOUS) return AMBIGUOUS;
  return { value: [element.value, ...(rest.value as readonly unknown[])] };
}
