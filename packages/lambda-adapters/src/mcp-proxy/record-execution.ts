import { type ExecutionStore, executionFromWire, type ServiceLogger, type Wire } from '@sluice/core';
import { type Deadline, within } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';

const RECORD_TIMEOUT_MS = 3000;

export interface Recording {
  readonly store: () => Promise<ExecutionStore>;
  readonly deadline: Deadline;
  readonly logger: ServiceLogger;
}

/**
 * Keeps a copy of what the server answered, so that the memory knows of it. Fails in the log only: the answer stands,
 * whether it could be copied or not.
 */
export async function recordExecution(
  execution: Wire['Execution'],
  { store, deadline, logger }: Recording,
): Promise<void> {
  const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(RECORD_TIMEOUT_MS)]);
  try {
    await within(
      store().then((opened) => opened.record(executionFromWire(execution))),
      signal,
    );
  } catch (error) {
    const fields = { execution_id: execution.execution_id, ...errorFields(error) };
    logger.error(fields, 'The execution could not be recorded in the memory');
  }
}
