import { type EnvironmentVariables, readEnvironment } from '../environment/read-environment.ts';
import { text } from '../environment/variables.ts';
import { executionTableStore } from '../store/execution-table.ts';
import type { MemoryManagerOptions } from './memory-manager.ts';

/**
 * Reads the memory manager's options from `EXECUTION_TABLE_NAME`.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function memoryManagerOptionsFromEnv(variables: EnvironmentVariables): MemoryManagerOptions {
  const values = readEnvironment(variables, {
    EXECUTION_TABLE_NAME: text('the name of the DynamoDB table of executions'),
  });
  return { store: executionTableStore(values.EXECUTION_TABLE_NAME) };
}
