import { mayHoldSeparator, readElement } from './read-element.ts';
import { AMBIGUOUS, either, NONE, type Reading } from './reading.ts';
import { readSeparated } from './separated.ts';
import type { ListType, ObjectType, ValueType } from './value-type.ts';

/** Reads a list as Java prints it, which is how Bedrock sends most of them: `[FHIR, HL7 CDA]`. */
export function readJavaList(text: string, { items }: ListType): Reading {
  if (!text.startsWith('[') || !text.endsWith(']') || text.length < 2) return NONE;
  const inner = text.slice(1, -1);
  const empty: Reading = inner === '' ? { value: [] } : NONE;
  return either(empty, either(readSeparated(inner, ', ', items), readSeparated(inner, ',', items)));
}

/** Reads a map as Java prints it: `{type=TEXT, text=Hello}`. */
export function readJavaMap(text: string, type: ObjectType): Reading {
  if (!text.startsWith('{') || !text.endsWith('}') || text.length < 2) return NONE;
  if (text.length === 2) return { value: {} };
  return readEntries({ text: text.slice(1, -1), type, steps: { left: MOST_STEPS } }, 0, new Map());
}

/** How many ways to cut a map are tried before it counts as ambiguous. */
const MOST_STEPS = 2000;

/** A name of a property, and what is around it at the beginning of an entry. */
const ENTRY = /([^\s,=[\]{}"'<>]+)=/y;
const SEPARATOR = ', ';

interface MapText {
  readonly text: string;
  readonly type: ObjectType;
  readonly steps: { left: number };
}

/** Reads the entries from a position on. A value may hold what looks like the next entry, so each end is tried. */
function readEntries(map: MapText, start: number, before: ReadonlyMap<string, unknown>): Reading {
  const name = nameAt(map.text, start);
  const type = name === undefined || before.has(name) ? undefined : typeOf(map.type, name);
  if (name === undefined || type === undefined) return NONE;
  const from = start + name.length + 1;
  let reading: Reading = NONE;
  for (const end of endsFrom(map.text, from, mayHoldSeparator(type))) {
    map.steps.left -= 1;
    if (map.steps.left < 0) return AMBIGUOUS;
    const value = readElement(map.text.slice(from, end), type);
    if (value !== NONE) reading = either(reading, readRest(map, end, before, [name, value]));
    if (reading === AMBIGUOUS) return reading;
  }
  return reading;
}

function readRest(
  map: MapText,
  end: number,
  before: ReadonlyMap<string, unknown>,
  [name, value]: readonly [string, Exclude<Reading, typeof NONE>],
): Reading {
  const read = new Map(before).set(name, value === AMBIGUOUS ? AMBIGUOUS : value.value);
  const isLast = end === map.text.length;
  const missing = map.type.required.filter((required) => !read.has(required));
  if (missing.some((required) => isLast || !map.text.includes(`${SEPARATOR}${required}=`, end))) return NONE;
  const rest = isLast ? { value: Object.fromEntries(read) } : readEntries(map, end + SEPARATOR.length, read);
  return value === AMBIGUOUS && rest !== NONE ? AMBIGUOUS : rest;
}

/** Where a value may end: before each thing that looks like an entry, and at the end of the text. */
function* endsFrom(text: string, from: number, mayHoldEntries: boolean): Generator<number> {
  let end = text.indexOf(SEPARATOR, from);
  while (end !== -1) {
    if (nameAt(text, end + SEPARATOR.length) !== undefined) {
      yield end;
      if (!mayHoldEntries) return;
    }
    end = text.indexOf(SEPARATOR, end + 1);
  }
  yield text.length;
}

function nameAt(text: string, position: number): string | undefined {
  ENTRY.lastIndex = position;
  return ENTRY.exec(text)?.[1];
}

function typeOf({ properties, others }: ObjectType, name: string): ValueType | undefined {
  return properties.get(name) ?? others;
}
