import { v7 } from 'uuid';

/**
 * Makes the id of an execution: a UUID of version 7. Nobody can guess it, and it sorts by time, so that new executions lie
 * together in a store's indexes.
 *
 * @public
 */
export function createExecutionId(): string {
  return v7();
}
