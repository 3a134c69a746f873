import type { GivenArgument } from './agent-event-format.ts';
import { type ArgumentSteps, type CompiledReader, compiledReader } from './compiled-reader.ts';

/** How an argument is read, whatever its name. */
export interface ArgumentReader extends Omit<ArgumentSteps, 'name'> {
  /** Whether the operation declares the type, or only the event names it. */
  readonly isDeclared: boolean;
}

/** Arguments in an order, with all that is known of them before their values are. */
export interface ArgumentSequence {
  readonly names: readonly string[];
  /** By the same index, the types that the event names; undefined where the operation declares all. */
  readonly eventTypes: readonly (string | undefined)[] | undefined;
  /** Undefined where they have to be read one by one. */
  readonly read: CompiledReader | undefined;
  /** Whether all that must be there is, and nothing else than is declared. */
  readonly isComplete: boolean;
}

/** For how many orders code is compiled, and of how many arguments at the most, since an agent may send anything. */
const MOST_COMPILED = 20;
const MOST_ARGUMENTS = 50;

/**
 * Makes what finds the sequence of arguments. Each is compiled once; mostly an agent sends those of an operation in one order.
 *
 * @param needed - Names of those that must be there
 */
export function createArgumentSequences(
  readerFor: (argument: GivenArgument) => ArgumentReader,
  needed: ReadonlySet<string>,
): (given: readonly GivenArgument[]) => ArgumentSequence {
  const compiled = new Map<string, ArgumentSequence>();
  let last: ArgumentSequence | undefined;

  function sequenceOf(given: readonly GivenArgument[]): ArgumentSequence {
    const names = given.map(({ name }) => name);
    const readers = given.map(readerFor);
    const isDeclared = readers.every((reader) => reader.isDeclared);
    const eventTypes = isDeclared ? undefined : given.map(({ type }) => (typeof type === 'string' ? type : undefined));
    const key = JSON.stringify([names, eventTypes]);
    const before = compiled.get(key);
    if (before !== undefined) return before;
    const isKept = compiled.size < MOST_COMPILED && given.length <= MOST_ARGUMENTS;
    const read = isKept
      ? compiledReader(readers.map((reader, index) => ({ ...reader, name: names[index] ?? '' })))
      : undefined;
    const sequence = {
      names,
      eventTypes,
      read,
      isComplete: isDeclared && [...needed].every((name) => names.includes(name)),
    };
    if (isKept) compiled.set(key, sequence);
    return sequence;
  }

  return (given) => {
    if (last === undefined || !isSequence(given, last)) last = sequenceOf(given);
    return last;
  };
}

function isSequence(given: readonly GivenArgument[], { names, eventTypes }: ArgumentSequence): boolean {
  if (given.length !== names.length) return false;
  for (let index = 0; index < names.length; index += 1) {
    if (given[index]?.name !== names[index]) return false;
    if (eventTypes !== undefined && given[index]?.type !== eventTypes[index]) return false;
  }
  return true;
}
