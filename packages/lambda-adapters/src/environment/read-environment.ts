import { ConfigurationError, type ConfigurationIssue } from '@sluice/core';
import type * as z from 'zod';

/** Environment variables by name, such as `process.env`. @public */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** For each variable how it is read; the schema's description says what is expected. */
export type EnvironmentShape = Readonly<Record<string, z.ZodType>>;

/** The values of a shape's variables. */
export type EnvironmentValues<Shape extends EnvironmentShape> = {
  readonly [Name in keyof Shape]: z.output<Shape[Name]>;
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
  for (const [name, schema] of Object.entries(shape)) {
    const value = variables[name] === '' ? undefined : variables[name];
    const result = schema.safeParse(value);
    if (result.success) values[name] = result.data;
    else {
      const fault = value === undefined ? 'is not set' : "can't be used";
      issues.push({ path: [name], message: `${fault}: expected ${schema.description}` });
    }
  }
  if (issues.length > 0) throw new ConfigurationError(issues);
  return values as EnvironmentValues<Shape>;
}
