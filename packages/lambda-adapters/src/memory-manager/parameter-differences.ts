import { isDeepStrictEqual } from 'node:util';
import { REDACTED } from '@sluice/core';
import { isObject } from '../agent-event/is-object.ts';
import { invalidArguments } from '../agent-event/tool-arguments.ts';
import type { components } from '../generated/memory.ts';
import { parseJson } from '../lambda/parse-json.ts';
import { beginningOf } from './brief-execution.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** How parameters that are asked about compare with those of an execution. */
export interface ParameterComparison {
  /** Those that differ. */
  readonly differences: readonly components['schemas']['ParameterDifference'][];
  /** Those of which nobody can tell, since their values are secret and not kept. */
  readonly hidden: readonly string[];
}

/**
 * Reads the parameters that a question names.
 *
 * @throws SluiceError `invalid_parameters` that shows the form
 */
export function readAskedParameters(json: string | undefined): Parameters {
  if (json === undefined) return {};
  const value = parseJson(json);
  if (isObject(value)) return value;
  throw invalidArguments([{ field: 'parameters', message: 'must be a JSON object such as {"version":"1.4.2"}' }]);
}

/** Compares what is asked about with what an execution ran with; parameters that are not asked about may be anything. */
export function compareParameters(asked: Parameters, deployed: Parameters): ParameterComparison {
  const hidden: string[] = [];
  const differences: components['schemas']['ParameterDifference'][] = [];
  for (const [name, value] of Object.entries(asked)) {
    const actual = Object.hasOwn(deployed, name) ? deployed[name] : undefined;
    if (actual === REDACTED) hidden.push(name);
    else if (!isSame(value, actual)) {
      const told = actual === undefined ? {} : { deployed: jsonOf(actual) };
      differences.push({ name, asked: jsonOf(value), ...told });
    }
  }
  return { differences, hidden };
}

/** A model may write a number or a boolean as text. */
function isSame(asked: unknown, actual: unknown): boolean {
  if (isDeepStrictEqual(asked, actual)) return true;
  return isPlain(asked) && isPlain(actual) && String(asked) === String(actual);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

const JSON_CHARACTERS = 80;

function jsonOf(value: unknown): string {
  return beginningOf(JSON.stringify(value) ?? 'null', JSON_CHARACTERS);
}
