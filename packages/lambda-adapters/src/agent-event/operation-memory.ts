import type { ToolOperation } from './tool-call.ts';

/** Returns what was made for an operation before, or makes it. */
export type OperationMemory<Known> = (operation: ToolOperation, make: (operation: ToolOperation) => Known) => Known;

/** How many operations are kept; some tools answer names of a form, of which there is no end. */
const MOST_OPERATIONS = 500;

/** Makes a memory of what was made for operations. */
export function createOperationMemory<Known>(): OperationMemory<Known> {
  // By method and then by path: one name of both would have to be put together and hashed for each event.
  const byMethod = new Map<string, Map<string, Known>>();
  let count = 0;
  return (operation, make) => {
    const { name, place } = operation;
    const method = place?.method ?? '';
    const key = place?.path ?? name;
    const before = byMethod.get(method)?.get(key);
    if (before !== undefined) return before;
    const made = make(operation);
    if (count < MOST_OPERATIONS) {
      byMethod.set(method, (byMethod.get(method) ?? new Map<string, Known>()).set(key, made));
      count += 1;
    }
    return made;
  };
}
