import { serverError } from './refusal.ts';

/** A parameter that a job or an input step declares. @public */
export interface JenkinsParameterOptions {
  readonly name: string;
  /** A `file` gets no value: nothing can be uploaded here. */
  readonly type: 'string' | 'boolean' | 'choice' | 'password' | 'file';
  /** @defaultValue none */
  readonly description?: string | undefined;
  /** Of a `choice`. */
  readonly choices?: readonly string[] | undefined;
  /** @defaultValue '', false or the first choice */
  readonly default?: string | boolean | undefined;
}

/** What a build gets for a parameter. */
export interface ParameterValue {
  readonly name: string;
  readonly type: Exclude<JenkinsParameterOptions['type'], 'file'>;
  readonly value: string | boolean;
}

/** Returns what a parameter is when nobody gives it. */
export function defaultValue({
  name,
  type,
  choices,
  default: given,
}: JenkinsParameterOptions): ParameterValue | undefined {
  if (type === 'file') return undefined;
  const none = { boolean: false, choice: choices?.[0] ?? '', string: '', password: '' }[type];
  return { name, type, value: given ?? none };
}

/**
 * Reads the declared parameters out of a request, by name: others are left aside, missing ones get their defaults.
 *
 * @throws Refusal with status 500 for a parameter that is there twice, or is none of the choices
 */
export function readParameters(
  definitions: readonly JenkinsParameterOptions[],
  request: URLSearchParams,
): readonly ParameterValue[] {
  return definitions.flatMap((definition) => {
    const [value, ...more] = request.getAll(definition.name);
    if (more.length > 0) throw serverError();
    return (value === undefined ? defaultValue(definition) : parameterValue(definition, value)) ?? [];
  });
}

/**
 * Makes the value of a declared parameter.
 *
 * @throws Refusal with status 500 for a value that is none of the choices
 */
export function parameterValue(definition: JenkinsParameterOptions, text: string): ParameterValue | undefined {
  const { name, type, choices = [] } = definition;
  if (type === 'file') return undefined;
  if (type === 'choice' && !choices.includes(text)) throw serverError();
  if (type === 'password') return { name, type, value: revealed(text) };
  return { name, type, value: type === 'boolean' ? text.toLowerCase() === 'true' : text };
}

/** Hides a secret in a form that only Jenkins can read, as it has them in its own forms. */
export function concealed(secret: string): string {
  return `{${Buffer.from(secret).toString('base64')}}`;
}

function revealed(text: string): string {
  const [, secret] = /^\{([A-Za-z0-9+/=]*)\}$/.exec(text) ?? [];
  return secret === undefined ? text : Buffer.from(secret, 'base64').toString();
}

/** Tells whether two builds were asked for with the same parameters, in whatever order. */
export function sameParameters(left: readonly ParameterValue[], right: readonly ParameterValue[]): boolean {
  const among = (values: readonly ParameterValue[], wanted: ParameterValue): boolean =>
    values.some(({ name, value }) => name === wanted.name && value === wanted.value);
  return left.length === right.length && left.every((value) => among(right, value));
}

/** Returns parameters by name, as text. */
export function parameterRecord(parameters: readonly ParameterValue[]): Record<string, string> {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, String(value)]));
}
