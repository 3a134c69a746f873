import { readJavaList, readJavaMap } from './java-text.ts';
import { readNumberText } from './number-text.ts';
import { readJson, unquoted } from './read-json.ts';
import { readBoolean } from './read-text.ts';
import { AMBIGUOUS, either, eitherOf, NONE, type Reading } from './reading.ts';
import type { TextType, ValueType } from './value-type.ts';

/** Reads the text of a value that stands within a list or a map that is not JSON. */
export function readElement(text: string, type: ValueType): Reading {
  if (type.kind === 'union') return eitherOf(type.members.map((member) => readElement(text, member)));
  if (type.kind === 'text') return readTextElement(text, type);
  if (type.kind === 'any') return UNTYPED.test(text) && !OTHER_TYPE.test(text) ? { value: text } : AMBIGUOUS;
  if (text === 'null') return type.nullable ? { value: null } : NONE;
  switch (type.kind) {
    case 'number':
      return readNumberText(text, type);
    case 'boolean':
      return readBoolean(text.trim());
    case 'list':
      return either(readJson(text, type), readJavaList(text, type));
    case 'object':
      return either(readJson(text, type), readJavaMap(text, type));
  }
}

/** Whether a value of the type can hold what separates it from the next one. */
export function mayHoldSeparator({ kind }: ValueType): boolean {
  return kind !== 'number' && kind !== 'boolean';
}

/** What may be an edge of some other form, or may have been added by it: space, quotes, brackets. */
const UNSURE_EDGE = /^[\s"'[{<]|[\s"'\]}>]$/;

function readTextElement(text: string, type: TextType): Reading {
  if (text === 'null') return type.allows(text) ? AMBIGUOUS : readNull(type);
  const inner = unquoted(text);
  const reading = either(allowed(text, type), inner === undefined ? NONE : allowed(inner, type));
  if (type.shaped || reading === NONE) return reading;
  return UNSURE_EDGE.test(text) ? AMBIGUOUS : reading;
}

function readNull({ nullable }: TextType): Reading {
  return nullable ? { value: null } : NONE;
}

function allowed(text: string, type: TextType): Reading {
  return type.allows(text) ? { value: text } : NONE;
}

/** A text that can be nothing but a text, where no type is declared. */
const UNTYPED = /^[^\s,=[\]{}"'<>](?:[^,=[\]{}"'<>]*[^\s,=[\]{}"'<>])?$/;
const OTHER_TYPE = /^(?:true|false|null|[+-]?[\d.].*)$/i;
