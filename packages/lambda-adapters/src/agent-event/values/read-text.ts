import { readCommaSeparated } from './comma-separated.ts';
import { readItemElements } from './item-elements.ts';
import { readJavaList, readJavaMap } from './java-text.ts';
import { readNumberText } from './number-text.ts';
import { readJson, unquoted } from './read-json.ts';
import { ABSENT, AMBIGUOUS, either, eitherOf, NONE, type Reading } from './reading.ts';
import type { BooleanType, ListType, NumberType, ObjectType, TextType, ValueType } from './value-type.ts';

/**
 * Reads the text that an agent sent for a declared type, in whatever form it is written. JSON of that type is taken at its
 * word, since that is the form that is asked for; any other text must be readable in one way only.
 */
export function readText(text: string, type: ValueType): Reading {
  switch (type.kind) {
    case 'text':
      return readString(text, type);
    case 'number':
    case 'boolean':
      return readScalar(text.trim(), type);
    case 'list':
      return readList(text, type);
    case 'object':
      return readObject(text.trim(), type);
    case 'union':
      return eitherOf(type.members.map((member) => readText(text, member)));
    case 'any':
      return { value: text };
  }
}

/** A text is what it is, unless it says "null" or stands in quotes that may not belong to it. */
function readString(text: string, type: TextType): Reading {
  if (text === 'null') return type.allows(text) ? AMBIGUOUS : nothing(type);
  if (text === '') return type.allows(text) ? { value: text } : { value: ABSENT };
  const inner = unquoted(text);
  if (inner === undefined) return { value: text };
  const isNested = unquoted(inner) !== undefined;
  const within = isNested || type.allows(inner) ? readString(inner, type) : NONE;
  return either(type.allows(text) ? { value: text } : NONE, within);
}

function readScalar(text: string, type: NumberType | BooleanType): Reading {
  if (text === '') return { value: ABSENT };
  if (text === 'null') return nothing(type);
  const inner = unquoted(text);
  if (inner !== undefined) return readScalar(inner.trim(), type);
  return type.kind === 'number' ? readNumberText(text, type) : readBoolean(text);
}

/** Reads a boolean, also as Python writes it. */
export function readBoolean(text: string): Reading {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? { value: word === 'true' } : NONE;
}

function readList(text: string, type: ListType): Reading {
  const written = text.trim();
  // An empty list, or none?
  if (written === '') return AMBIGUOUS;
  const json = readJson(written, type);
  if (json !== NONE) return json;
  const inner = unquoted(written);
  return eitherOf([
    written === 'null' ? nothing(type) : NONE,
    readJavaList(written, type),
    readItemElements(written, type),
    readCommaSeparated(text, type),
    inner === undefined ? NONE : readList(inner, type),
  ]);
}

function readObject(text: string, type: ObjectType): Reading {
  if (text === '' || text === 'null') return nothing(type);
  const json = readJson(text, type);
  if (json !== NONE) return json;
  const inner = unquoted(text);
  return inner === undefined ? readJavaMap(text, type) : readObject(inner.trim(), type);
}

function nothing({ nullable }: ValueType): Reading {
  return { value: nullable ? null : ABSENT };
}
