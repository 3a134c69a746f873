import type { JsonSchema } from '@sluice/core';
import type { GivenArgument } from './agent-event-format.ts';
import { type ArgumentReader, createArgumentSequences } from './argument-sequence.ts';
import { type DecodedArguments, decodeArguments, readArgument } from './decode-arguments.ts';
import type { ArgumentRules } from './validate-arguments.ts';
import { plainReader } from './values/plain-reader.ts';
import { ABSENT } from './values/reading.ts';
import { NO_FAULTS } from './values/value-check.ts';
import { type ObjectType, type ValueType, valueTypeOf } from './values/value-type.ts';

/** Reads the arguments of one operation: decodes them, and validates them where there are rules. */
export type ArgumentsReader = (given: readonly GivenArgument[]) => DecodedArguments;

/** How one argument is read, the short way and with care. */
interface TypedReader extends ArgumentReader {
  readonly type: ValueType;
}

/**
 * Makes the reader of an operation, once. It decodes by the types that the operation declares, and where it declares none, by
 * those of the event.
 *
 * Most arguments are all there, each once, and sure: these are read by code that is compiled for their order. Whatever else
 * is read with care.
 *
 * @param rules - What the operation's document says of the arguments; undefined where no document has the operation
 */
export function argumentsReader({ properties }: ObjectType, rules: ArgumentRules | undefined): ArgumentsReader {
  const readers = new Map<string, TypedReader>();
  for (const [name, type] of properties) if (type.kind !== 'any') readers.set(name, readerOf(type, name, rules));
  const readerFor: ReaderFor = ({ name, type }) => readers.get(name) ?? readerOfEvent(type);
  const sequenceOf = createArgumentSequences(readerFor, rules?.needed ?? NO_NAMES);
  return (given) => {
    const { read, isComplete } = sequenceOf(given);
    const reading = read?.(given);
    if (reading === undefined) return readWithCare(given, readerFor, rules);
    const { values, isValid } = reading;
    const faults = isValid && isComplete ? NO_FAULTS : rules?.validate({ arguments: values, faults: NO_FAULTS });
    return { arguments: values, faults: faults ?? NO_FAULTS };
  };
}

const NO_NAMES: ReadonlySet<string> = new Set();

type ReaderFor = (argument: GivenArgument) => TypedReader;

function readWithCare(
  given: readonly GivenArgument[],
  readerFor: ReaderFor,
  rules: ArgumentRules | undefined,
): DecodedArguments {
  const decoded = decodeArguments(given, (argument) => readerFor(argument).type);
  const faults = rules?.validate(decoded) ?? NO_FAULTS;
  return { arguments: decoded.arguments, faults: [...decoded.faults, ...faults] };
}

function readerOf(type: ValueType, name: string, rules: ArgumentRules | undefined): TypedReader {
  return {
    type,
    readPlain: plainReader(type),
    readNative(value) {
      const reading = readArgument(value, type);
      return typeof reading === 'object' && reading.value !== ABSENT ? reading.value : undefined;
    },
    accepts: rules?.checks.get(name)?.accepts,
    isDeclared: true,
  };
}

/** The types that an event may name. A value of any other one is left as it came. */
const EVENT_TYPES: ReadonlyMap<string, TypedReader> = new Map(
  ['string', 'integer', 'number', 'boolean', 'array', 'object'].map((type) => [type, readerOfSchema({ type })]),
);
const ANY_TYPE: TypedReader = readerOfSchema({});

function readerOfEvent(type: unknown): TypedReader {
  if (typeof type !== 'string') return ANY_TYPE;
  return EVENT_TYPES.get(type) ?? EVENT_TYPES.get(type.toLowerCase()) ?? ANY_TYPE;
}

function readerOfSchema(schema: JsonSchema): TypedReader {
  return { ...readerOf(valueTypeOf(schema), '', undefined), isDeclared: false };
}
