import { type ApprovalInput, type FieldError, SluiceError } from '@sluice/core';
import type { InputParameter, PendingInput } from '../answers.ts';

/** A parameter of an input step, as Jenkins is told of it. */
export interface InputValue {
  readonly name: string;
  readonly value: unknown;
}

const BOOLEAN = 'BooleanParameterDefinition';
const FILE = 'FileParameterDefinition';
const PASSWORD = 'PasswordParameterDefinition';
const TEXTS: readonly string[] = ['StringParameterDefinition', 'TextParameterDefinition', PASSWORD];

/** Returns what goes along with an approval. */
export function approvalInputs({ inputs = [] }: PendingInput): readonly ApprovalInput[] {
  return inputs.map(approvalInput);
}

/** A secret's default is sent back as it came, and shown to nobody. */
function approvalInput(parameter: InputParameter): ApprovalInput {
  const { name, type, description, definition } = parameter;
  const defaultValue = definition?.defaultVal;
  return {
    name,
    description: description ?? undefined,
    choices: choicesOf(parameter),
    defaultValue:
      type === PASSWORD || defaultValue === undefined || defaultValue === null ? undefined : String(defaultValue),
  };
}

/**
 * Makes the values for an approval: those that were given, and the defaults of the others. Jenkins fills in none itself,
 * and hands a lone value to the pipeline in another shape than several, so each input gets one.
 *
 * @throws SluiceError `invalid_request` that names all inputs that are wrong
 */
export function inputValues(
  { inputs = [] }: PendingInput,
  given: Readonly<Record<string, string>>,
): readonly InputValue[] {
  const values = new Map(Object.entries(given));
  const unknown = [...values.keys()].filter((name) => !inputs.some((parameter) => parameter.name === name));
  const faults: readonly FieldError[] = [
    ...unknown.map((field) => ({ field, message: 'is not an input of this approval' })),
    ...inputs.flatMap((parameter) => faultOf(parameter, values.get(parameter.name)) ?? []),
  ];
  if (faults.length > 0) throw invalidInputs(faults);
  return inputs.map((parameter) => {
    const value = values.get(parameter.name);
    return { name: parameter.name, value: value === undefined ? defaultOf(parameter) : typed(parameter, value) };
  });
}

function faultOf(parameter: InputParameter, value: string | undefined): FieldError | undefined {
  const field = parameter.name;
  if (parameter.type === FILE) return { field, message: "is a file, which can't be sent; answer the step in Jenkins" };
  if (value === undefined) {
    return defaultOf(parameter) === undefined ? { field, message: 'has no default; give it a value' } : undefined;
  }
  const choices = choicesOf(parameter);
  if (choices === undefined || choices.includes(value)) return undefined;
  return { field, message: `must be one of ${choices.join(', ')}`, allowed: [...choices] };
}

function choicesOf({ type, definition }: InputParameter): readonly string[] | undefined {
  return type === BOOLEAN ? ['true', 'false'] : definition?.choices;
}

function typed({ type }: InputParameter, value: string): string | boolean {
  return type === BOOLEAN ? value === 'true' : value;
}

/** What Jenkins' own form would send. Of the kinds of parameters that plugins add, Jenkins tells no default. */
function defaultOf({ type, definition }: InputParameter): unknown {
  if (definition?.defaultVal !== undefined && definition.defaultVal !== null) return definition.defaultVal;
  if (type === BOOLEAN) return false;
  return TEXTS.includes(type) ? '' : definition?.choices?.[0];
}

function invalidInputs(fields: readonly FieldError[]): SluiceError {
  const said = fields.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new SluiceError({
    code: 'invalid_request',
    message: `The approval does not take these inputs: ${said}. Nothing was answered.`,
    fields,
  });
}
