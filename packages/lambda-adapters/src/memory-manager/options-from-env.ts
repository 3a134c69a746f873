import * as z from 'zod/mini';
import { type EnvironmentVariables, readEnvironment, type Variable } from '../environment/read-environment.ts';
import { optional, text } from '../environment/variables.ts';
import { executionTable } from '../store/execution-table.ts';
import type { MemoryManagerOptions } from './memory-manager.ts';

/**
 * Reads the memory manager's options.
 *
 * | variable | what it is |
 * |---|---|
 * | `EXECUTION_TABLE_NAME` | the DynamoDB table of executions |
 * | `ENVIRONMENTS` | optional: the environments that there are, `dev,staging,prod`, for questions that name none |
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function memoryManagerOptionsFromEnv(variables: EnvironmentVariables): MemoryManagerOptions {
  const values = readEnvironment(variables, {
    EXECUTION_TABLE_NAME: text('the name of the DynamoDB table of executions'),
    ENVIRONMENTS: optional(environmentNames('the names of the environments, 20 at the most: dev,staging,prod')),
  });
  return { ...executionTable(values.EXECUTION_TABLE_NAME), environments: values.ENVIRONMENTS };
}

function environmentNames(expected: string): Variable<readonly string[]> {
  const names = z.array(z.string().check(z.minLength(1), z.maxLength(64))).check(z.minLength(1), z.maxLength(20));
  return { expected, schema: z.pipe(z.pipe(z.string(), z.transform(separated)), names) };
}

function separated(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names)];
}
