import type { FieldError } from '@sluice/core';
import type { GivenArgument } from './agent-event-format.ts';
import { allowedValues, expectedForm } from './expected-form.ts';
import { readNative } from './values/read-native.ts';
import { readText } from './values/read-text.ts';
import { ABSENT, AMBIGUOUS, either, type Reading } from './values/reading.ts';
import type { ValueType } from './values/value-type.ts';

/** Arguments by name, and those that must be asked for again; these are not among the arguments. */
export interface DecodedArguments {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly faults: readonly FieldError[];
}

/**
 * Decodes each argument, and says which can't be decoded.
 *
 * @param typeOf - Finds the type by which an argument is decoded
 */
export function decodeArguments(
  given: readonly GivenArgument[],
  typeOf: (argument: GivenArgument) => ValueType,
): DecodedArguments {
  const readings = new Map<string, Reading>();
  const faults: FieldError[] = [];
  for (const argument of given) {
    const { name } = argument;
    const type = typeOf(argument);
    const reading = readArgument(argument.value, type);
    const before = readings.get(name);
    if (before === undefined) {
      readings.set(name, reading);
      if (typeof reading !== 'object') faults.push(unreadable(name, reading, type));
    } else if (typeof before === 'object' && !agree(before, reading)) {
      readings.set(name, AMBIGUOUS);
      faults.push({ field: name, message: 'was given twice, with two values; give it once' });
    }
  }
  return { arguments: valuesOf(readings), faults };
}

/** Reads the value of an argument by its type, from a text or as it is. */
export function readArgument(value: unknown, type: ValueType): Reading {
  if (typeof value === 'string') return readText(value, type);
  if (value === undefined || value === null) return { value: type.nullable && value === null ? null : ABSENT };
  return readNative(value, type);
}

function valuesOf(readings: ReadonlyMap<string, Reading>): DecodedArguments['arguments'] {
  const entries: [string, unknown][] = [];
  for (const [name, reading] of readings) {
    if (typeof reading === 'object' && reading.value !== ABSENT) entries.push([name, reading.value]);
  }
  return Object.fromEntries(entries);
}

function agree(before: Reading, reading: Reading): boolean {
  return typeof reading === 'object' && either(before, reading) !== AMBIGUOUS;
}

function unreadable(field: string, reading: Reading, type: ValueType): FieldError {
  const reason = reading === AMBIGUOUS ? '; what came can be read in more than one way' : '';
  const allowed = allowedValues(type);
  const message = `${expectedForm(type)}${reason}`;
  return allowed === undefined ? { field, message } : { field, message, allowed: [...allowed] };
}
