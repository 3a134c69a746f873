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
  // An agent sends an operation's arguments mostly in one order.
  let last = sequenceOf([], readerFor, rules);
  return (given) => {
    if (!isSequence(given, last)) last = sequenceOf(given, readerFor, rules);
    const read = readOnTheWay(given, last);
    if (read === undefined) return readWithCare(given, readerFor, rules);
    const { values, isFine } = read;
    const faults = isFine || rules === undefined ? NO_FAULTS : rules.validate({ arguments: values, faults: NO_FAULTS });
    return { arguments: values, faults };
  };
}

type ReaderFor = (argument: GivenArgument) => ArgumentReader;

/** Arguments in an order, with all that is known of them by their names alone. */
interface Sequence {
  readonly names: readonly string[];
  readonly readers: readonly ArgumentReader[];
  /** Has each name, so that an object need not grow one by one. Undefined where a name is there twice. */
  readonly blank: Readonly<Record<string, unknown>> | undefined;
  /** Whether all that must be there is, and nothing else than is declared. */
  readonly isComplete: boolean;
  /** Whether the types are the operation's, so that they are the same the next time. */
  readonly isLasting: boolean;
}

function sequenceOf(given: readonly GivenArgument[], readerFor: ReaderFor, rules: ArgumentRules | undefined): Sequence {
  const names = given.map(({ name }) => name);
  const readers = given.map(readerFor);
  const isDistinct = new Set(names).size === names.length;
  const needed = readers.filter(({ isNeeded }) => isNeeded).length;
  const isKnown = readers.every(({ accepts, isDeclared }) => accepts !== undefined || isDeclared);
  return {
    names,
    readers,
    // This name alone can't be set like others.
    blank:
      isDistinct && !names.includes('__proto__') ? Object.fromEntries(names.map((name) => [name, null])) : undefined,
    isComplete: rules === undefined || (isKnown && needed === rules.needed.size),
    isLasting: readers.every(({ isDeclared }) => isDeclared),
  };
}

function isSequence(given: readonly GivenArgument[], { names, isLasting }: Sequence): boolean {
  if (!isLasting || given.length !== names.length) return false;
  for (let index = 0; index < names.length; index += 1) if (given[index]?.name !== names[index]) return false;
  return true;
}

interface ReadOnTheWay {
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether nothing is wrong with them. */
  readonly isFine: boolean;
}

/** Reads arguments that are all there, and each once; undefined where one is not. */
function readOnTheWay(
  given: readonly GivenArgument[],
  { names, readers, blank, isComplete }: Sequence,
): ReadOnTheWay | undefined {
  if (blank === undefined) return undefined;
  const values: Record<string, unknown> = { ...blank };
  let isFine = isComplete;
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    const reader = readers[index];
    if (name === undefined || reader === undefined) return undefined;
    const value = readSurely(given[index]?.value, reader);
    if (value === undefined) return undefined;
    values[name] = value;
    if (reader.accepts?.(value) === false) isFine = false;
  }
  return { values, isFine };
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
function readSurely(value: unknown, { type, readPlain }: ArgumentReader): unknown {
  const plain = typeof value === 'string' ? readPlain(value) : undefined;
  if (plain !== undefined) return plain;
  const reading = readArgument(value, type);
  return typeof reading === 'object' && reading.value !== ABSENT ? reading.value : undefined;
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
