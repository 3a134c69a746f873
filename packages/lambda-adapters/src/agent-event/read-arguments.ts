import type { JsonSchema } from '@sluice/core';
import type { GivenArgument } from './agent-event-format.ts';
import { type DecodedArguments, decodeArguments, readArgument } from './decode-arguments.ts';
import type { ArgumentRules } from './validate-arguments.ts';
import { type PlainReader, plainReader } from './values/plain-reader.ts';
import { ABSENT } from './values/reading.ts';
import { NO_FAULTS } from './values/value-check.ts';
import { type ObjectType, type ValueType, valueTypeOf } from './values/value-type.ts';

/** Reads the arguments of one operation: decodes them, and validates them where there are rules. */
export type ArgumentsReader = (given: readonly GivenArgument[]) => DecodedArguments;

/** How one argument is read. */
interface ArgumentReader {
  readonly type: ValueType;
  readonly readPlain: PlainReader;
  /** Whether the operation declares the type, or only the event names it. */
  readonly isDeclared: boolean;
  /** Undefined where every value is taken. */
  readonly accepts: ((value: unknown) => boolean) | undefined;
  readonly isNeeded: boolean;
}

/**
 * Makes the reader of an operation, once. It decodes by the types that the operation declares, and where it declares none, by
 * those of the event.
 *
 * Most arguments are all there, each once, and valid: that is found out on the way. Otherwise, what is wrong is looked for
 * with care.
 *
 * @param rules - What the operation's document says of the arguments; undefined where no document has the operation
 */
export function argumentsReader({ properties }: ObjectType, rules: ArgumentRules | undefined): ArgumentsReader {
  const readers = new Map<string, ArgumentReader>();
  for (const [name, type] of properties) if (type.kind !== 'any') readers.set(name, readerOf(type, name, rules));
  const readerFor: ReaderFor = ({ name, type }) => readers.get(name) ?? readerOfEvent(type);
  const neededCount = rules?.needed.size ?? 0;
  return (given) => {
    const read = readOnTheWay(given, readerFor);
    if (read === undefined) return readWithCare(given, readerFor, rules);
    const { values, needed, isTaken } = read;
    const isFine = rules === undefined || (isTaken && needed === neededCount);
    return { arguments: values, faults: isFine ? NO_FAULTS : rules.validate({ arguments: values, faults: NO_FAULTS }) };
  };
}

type ReaderFor = (argument: GivenArgument) => ArgumentReader;

interface ReadOnTheWay {
  readonly values: Readonly<Record<string, unknown>>;
  /** How many there are of those that must be there. */
  readonly needed: number;
  /** Whether all are declared, and have values that their schemas take. */
  readonly isTaken: boolean;
}

/** Reads arguments that are all there, and each once; undefined where one is not. */
function readOnTheWay(given: readonly GivenArgument[], readerFor: ReaderFor): ReadOnTheWay | undefined {
  const values: Record<string, unknown> = {};
  let needed = 0;
  let isTaken = true;
  for (const argument of given) {
    const { name } = argument;
    const { type, readPlain, accepts, isDeclared, isNeeded } = readerFor(argument);
    const value = readSurely(argument.value, type, readPlain);
    // This name alone can't be set like others.
    if (value === undefined || name === '__proto__') return undefined;
    values[name] = value;
    if (isNeeded) needed += 1;
    if (!(accepts?.(value) ?? isDeclared)) isTaken = false;
  }
  return sizeOf(values) === given.length ? { values, needed, isTaken } : undefined;
}

function readWithCare(
  given: readonly GivenArgument[],
  readerFor: ReaderFor,
  rules: ArgumentRules | undefined,
): DecodedArguments {
  const decoded = decodeArguments(given, (argument) => readerFor(argument).type);
  const faults = rules?.validate(decoded) ?? NO_FAULTS;
  return { arguments: decoded.arguments, faults: [...decoded.faults, ...faults] };
}

function readerOf(type: ValueType, name: string, rules: ArgumentRules | undefined): ArgumentReader {
  const isNeeded = rules?.needed.has(name) === true;
  const accepts = rules?.checks.get(name)?.accepts;
  return { type, readPlain: plainReader(type), isDeclared: true, accepts, isNeeded };
}

/** Undefined where there is no value, or no one value. */
function readSurely(value: unknown, type: ValueType, readPlain: PlainReader): unknown {
  const plain = typeof value === 'string' ? readPlain(value) : undefined;
  if (plain !== undefined) return plain;
  const reading = readArgument(value, type);
  return typeof reading === 'object' && reading.value !== ABSENT ? reading.value : undefined;
}

function sizeOf(values: Readonly<Record<string, unknown>>): number {
  let size = 0;
  for (const _ in values) size += 1;
  return size;
}

/** The types that an event may name. A value of any other one is left as it came. */
const EVENT_TYPES: ReadonlyMap<string, ArgumentReader> = new Map(
  ['string', 'integer', 'number', 'boolean', 'array', 'object'].map((type) => [type, readerOfSchema({ type })]),
);
const ANY_TYPE: ArgumentReader = readerOfSchema({});

function readerOfEvent(type: unknown): ArgumentReader {
  if (typeof type !== 'string') return ANY_TYPE;
  return EVENT_TYPES.get(type) ?? EVENT_TYPES.get(type.toLowerCase()) ?? ANY_TYPE;
}

function readerOfSchema(schema: JsonSchema): ArgumentReader {
  return { ...readerOf(valueTypeOf(schema), '', undefined), isDeclared: false };
}
