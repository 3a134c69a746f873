import { ExecutorError } from '@sluice/core';
import type { Job, ParameterDefinition } from '../answers.ts';

/** What a run gets from Sluice itself, and a job may do without. */
const OPTIONAL: readonly string[] = ['PIPELINE_TYPE', 'ENVIRONMENT', 'TENANT_ID', 'TRACEPARENT', 'TRACESTATE'];
const ID = 'SLUICE_EXECUTION_ID';

/**
 * Checks that a job takes the values before anything is sent, and returns those to send.
 *
 * Jenkins drops values that a job does not declare and fills in defaults for them, both in silence, and reads any
 * boolean that is not `true` as false.
 *
 * @throws ExecutorError with `outcome: 'not_started'` that names all that is wrong
 */
export function parametersFor(
  job: Job,
  name: string,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (job.property === undefined && job.buildable === undefined) {
    throw refusal(`"${name}" is not a job that can be built, but a folder or a view. Put a job into the target`);
  }
  if (job.buildable !== true) throw refusal(`Job "${name}" is disabled or can't be built. Enable it in Jenkins`);
  const declared = new Map(definitionsOf(job).map((definition) => [definition.name, definition]));
  const fault = idFault(declared.get(ID), name);
  if (fault !== undefined) throw refusal(fault);
  const faults = Object.entries(values).map(([variable, value]) => valueFault(variable, value, declared.get(variable)));
  const found = faults.filter((each) => each !== undefined);
  if (found.length > 0) throw refusal(`Job "${name}" does not take these values: ${found.join('; ')}`);
  return Object.fromEntries(Object.entries(values).filter(([variable]) => declared.has(variable)));
}

function definitionsOf(job: Job): readonly ParameterDefinition[] {
  return (job.property ?? []).flatMap((property) => property?.parameterDefinitions ?? []);
}

function idFault(definition: ParameterDefinition | undefined, job: string): string | undefined {
  if (definition !== undefined && /^(?:String|Text)ParameterDefinition$/.test(definition.type)) return undefined;
  const declare = `Declare it in its Jenkinsfile: parameters { string(name: '${ID}', defaultValue: '') }, or as a string parameter in its configuration, and run the job once by hand so that Jenkins knows`;
  const what = definition === undefined ? 'does not declare' : 'declares as something else than a string';
  return `Job "${job}" ${what} the parameter ${ID}, without which its runs can't be told apart. ${declare}`;
}

function valueFault(variable: string, value: string, definition: ParameterDefinition | undefined): string | undefined {
  if (definition === undefined) {
    if (OPTIONAL.includes(variable)) return undefined;
    return `${variable} is not declared; add string(name: '${variable}') to its parameters, or it would be dropped in silence`;
  }
  switch (definition.type) {
    case 'ChoiceParameterDefinition':
      return definition.choices?.includes(value) === true
        ? undefined
        : `${variable} must be one of ${(definition.choices ?? []).join(', ')}`;
    case 'BooleanParameterDefinition':
      return value === 'true' || value === 'false' ? undefined : `${variable} must be true or false`;
    case 'FileParameterDefinition':
      return `${variable} is a file, which can't be sent; declare it as a string or text`;
    default:
      return undefined;
  }
}

function refusal(reason: string): ExecutorError {
  return new ExecutorError({ message: `${reason}. Nothing was started.`, outcome: 'not_started' });
}
