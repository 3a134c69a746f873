import * as z from 'zod';
import type { Call } from './call.ts';
import type { Job } from './job.ts';
import { defaultValue, type ParameterValue, parameterValue, readParameters } from './parameters.ts';
import { Refusal, serverError } from './refusal.ts';

/**
 * Reads the parameters of a build: by name on `buildWithParameters`, out of the field `json` on `build`.
 *
 * @throws Refusal with status 400 when the job has no parameters, or has some and none came
 */
export function requestedParameters({ match, parameters }: Call, job: Job): readonly ParameterValue[] {
  const declared = job.parameters;
  if (match.action === 'buildWithParameters') {
    if (declared.length === 0) throw new Refusal(400, `${job.fullName} is not parameterized`);
    return readParameters(declared, parameters);
  }
  if (declared.length === 0) return [];
  const given = parameters.get('json');
  if (given === null) throw new Refusal(400, 'This page expects a form submission');
  const values = submittedValues(given);
  if (values.some(({ name }) => !declared.some((definition) => definition.name === name))) throw serverError();
  return declared.flatMap((definition) => {
    const value = values.find(({ name }) => name === definition.name)?.value;
    return (value === undefined ? defaultValue(definition) : parameterValue(definition, String(value))) ?? [];
  });
}

/** A parameter in a form. */
export interface SubmittedValue {
  readonly name: string;
  readonly value: string | boolean | number;
}

const valueSchema = z.object({ name: z.string(), value: z.union([z.string(), z.boolean(), z.number()]) });
const submissionSchema = z.object({ parameter: z.union([z.array(valueSchema), valueSchema]) });

/**
 * Reads the parameters of a form as Jenkins' own pages send it: `{"parameter":[{"name":"A","value":"1"}]}`.
 *
 * @throws Refusal with status 400
 */
export function submittedValues(json: string): readonly SubmittedValue[] {
  try {
    return [submissionSchema.parse(JSON.parse(json)).parameter].flat();
  } catch {
    throw new Refusal(400, 'Bad Request');
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { '': 1000, sec: 1000, secs: 1000, min: 60_000, mins: 60_000 };

/**
 * Returns the quiet period of a build: of the parameter `delay`, as in `0sec`, or of its job.
 *
 * @throws Refusal with status 500 for a `delay` that Jenkins does not understand
 */
export function quietPeriodOf({ parameters, state }: Call, job: Job): number {
  const delay = parameters.get('delay');
  if (delay === null) return job.quietPeriodMs;
  const [, number, unit = ''] = /^(\d+)\s*([a-z]*)$/.exec(delay) ?? [];
  const unitMs = UNIT_MS[unit];
  if (number === undefined || unitMs === undefined) throw serverError();
  return (Number(number) * unitMs) / state.speed;
}
