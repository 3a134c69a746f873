import { type FieldError, pipelineTypeOf } from '@sluice/core';
import type { DeclaredOperation } from './declared-operations.ts';
import type { DecodedArguments } from './decode-arguments.ts';
import { isNeeded, unknownName, type ValueCheck, valueCheck } from './values/value-check.ts';
import type { ValueType } from './values/value-type.ts';

/** What an operation's document says of its arguments. */
export interface ArgumentRules {
  /** By name, of all that are declared; undefined where every value is taken. */
  readonly checks: ReadonlyMap<string, ValueCheck | undefined>;
  /** Names of those that must be there. */
  readonly needed: ReadonlySet<string>;
  /** Whether there may be no others. */
  readonly isClosed: boolean;
  /** Says all that is wrong, except with those that could not be decoded. */
  validate(decoded: DecodedArguments): readonly FieldError[];
}

/**
 * Makes the rules of an operation's arguments, once. They spare a model the way to the pipeline server and back, and speak as
 * the server does. The server's rules win: it fills in defaults and decides which environments there are.
 */
export function argumentRules({ place, takes }: DeclaredOperation): ArgumentRules {
  const isPipeline = pipelineTypeOf(place.path) !== undefined;
  // A catalog may have more environments than its documents name, and without one the user must be asked.
  const isOurs = (name: string): boolean => !isPipeline || name !== 'environment';
  const owner = isPipeline ? 'this pipeline' : 'this operation';
  const checks = new Map(
    [...takes.properties].map(([name, type]) => [name, isOurs(name) ? valueCheck(type, hintOf(type)) : undefined]),
  );
  const known = [...checks.keys()].filter(isOurs);
  const needed = new Set(takes.required.filter((name) => isNeeded(takes.properties.get(name)) && isOurs(name)));
  const isClosed = takes.others === undefined;
  return {
    checks,
    needed,
    isClosed,
    validate({ arguments: values, faults: undecoded }) {
      const faults: FieldError[] = [];
      for (const name in values) {
        const check = checks.get(name);
        if (check !== undefined) faults.push(...check.faultsOf(values[name], name));
        else if (isClosed && !checks.has(name)) faults.push(unknownName(name, owner, known));
      }
      for (const name of needed) {
        if (isMissing(name, values, undecoded)) faults.push(required(name, takes.properties.get(name)));
      }
      return faults;
    },
  };
}

function isMissing(
  name: string,
  values: DecodedArguments['arguments'],
  undecoded: DecodedArguments['faults'],
): boolean {
  return !Object.hasOwn(values, name) && !undecoded.some(({ field }) => field === name);
}

function required(field: string, type: ValueType | undefined): FieldError {
  return { field, message: `is required${hintOf(type)}` };
}

/** What the document says of an argument, for whoever sends it again. */
function hintOf(type: ValueType | undefined): string {
  const { description, example } = type?.schema ?? {};
  const parts = [description, example === undefined ? undefined : `For example ${example}`];
  const text = parts.filter((part) => part !== undefined).join(' ');
  return text === '' ? '' : ` (${text})`;
}
