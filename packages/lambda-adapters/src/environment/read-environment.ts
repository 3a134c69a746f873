import { ConfigurationError, type ConfigurationIssue } from '@sluice/core';

/** Environment variables by name, such as `process.env`. @public */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Reads a variable's text, undefined where it is not set; the schemas of zod are such readers. */
export interface Reader<Value> {
  safeParse(text: string | undefined): { readonly success: true; readonly data: Value } | { readonly success: false };
}

/** How a variable is read. */
export interface Variable<Value> {
  /** What its value must be, for whoever sets it. */
  readonly expected: string;
  readonly schema: Reader<Value>;
}

/** For each variable how it is read. */
export type EnvironmentShape = Readonly<Record<string, Variable<unknown>>>;

/** The values of a shape's variables. */
export type EnvironmentValues<Shape extends EnvironmentShape> = {
  readonly [Name in keyof Shape]: Shape[Name] extends Variable<infer Value> ? Value : never;
};

/**
 * Reads and checks environment variables. A variable that is set to nothing counts as absent. Values are never repeated
 * in messages, since they may be secrets.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong, with what is expected
 */
export function readEnvironment<const Shape extends EnvironmentShape>(
  variables: EnvironmentVariables,
  shape: Shape,
): EnvironmentValues<Shape> {
  const issues: ConfigurationIssue[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema, expected }] of Object.entries(shape)) {
    const value = variables[name] === '' ? undefined : variables[name];
    const result = schema.safeParse(value);
    if (result.success) values[name] = result.data;
    else {
      const fault = value === undefined ? 'is not set' : "can't be used";
      issues.push({ path: [name], message: `${fault}: expected ${expected}` });
    }
  }
  if (issues.length > 0) throw new ConfigurationError(issues);
  return values as EnvironmentValues<Shape>;
}
