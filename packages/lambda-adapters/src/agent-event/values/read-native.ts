import { isObject } from '../is-object.ts';
import { readNumber } from './number-text.ts';
import { readText } from './read-text.ts';
import { ABSENT, AMBIGUOUS, eitherOf, NONE, type Reading } from './reading.ts';
import type { ListType, ObjectType, ValueType } from './value-type.ts';

/** Reads a value that has a type of its own, as within JSON; a text that stands for another type is read as one. */
export function readNative(value: unknown, type: ValueType): Reading {
  if (type.kind === 'any') return { value };
  if (value === null) return type.nullable ? { value } : NONE;
  if (type.kind === 'union') return eitherOf(type.members.map((member) => readNative(value, member)));
  if (typeof value === 'string') return type.kind === 'text' ? { value } : present(readText(value, type));
  return readOtherThanText(value, type);
}

function readOtherThanText(value: unknown, type: ValueType): Reading {
  if (Array.isArray(value)) return type.kind === 'list' ? readElements(value, type) : NONE;
  if (isObject(value)) return type.kind === 'object' ? readProperties(value, type) : NONE;
  // A number for a text is none: it has lost how it was written, as 1.10 has, and a text may be a version or an id.
  if (typeof value === 'number') return type.kind === 'number' ? readNumber(value, type) : NONE;
  return type.kind === 'boolean' && typeof value === 'boolean' ? { value } : NONE;
}

/** Only an argument can be left out, not what stands within one. */
function present(reading: Reading): Reading {
  return typeof reading === 'object' && reading.value === ABSENT ? NONE : reading;
}

function readElements(elements: readonly unknown[], { items }: ListType): Reading {
  if (items.kind === 'text' && elements.every((element) => typeof element === 'string')) return { value: elements };
  const readings = elements.map((element) => readNative(element, items));
  return allOf(readings, (values) => values);
}

function readProperties(object: Readonly<Record<string, unknown>>, { properties, others }: ObjectType): Reading {
  const entries = Object.entries(object);
  const readings = entries.map(([name, value]) => {
    // What may not be there is kept, so that it is named by who validates.
    const type = properties.get(name) ?? others;
    return type === undefined ? { value } : readNative(value, type);
  });
  return allOf(readings, (values) => Object.fromEntries(entries.map(([name], index) => [name, values[index]])));
}

function allOf(readings: readonly Reading[], make: (values: readonly unknown[]) => unknown): Reading {
  if (readings.includes(NONE)) return NONE;
  const values: unknown[] = [];
  for (const reading of readings) {
    if (typeof reading !== 'object') return AMBIGUOUS;
    values.push(reading.value);
  }
  return { value: make(values) };
}
