import { SluiceError } from '../errors/sluice-error.ts';
import { isFinished } from '../execution/execution.ts';
import type { LogChunk } from '../executor/run.ts';
import { toReadableLog } from '../text/untrusted-text.ts';
import type { ServiceContext } from './execution-service.ts';
import { loadExecution } from './record.ts';
import { asServiceError, executorOf } from './refresh.ts';

/** Which log to read, and from where. */
export interface LogRequest {
  readonly executionId: string;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Reads the log of an execution's run, made fit to be read. */
export async function readExecutionLog(
  context: ServiceContext,
  { executionId, cursor, signal }: LogRequest,
): Promise<LogChunk> {
  const execution = await loadExecution(context, executionId);
  if (execution.run === undefined) {
    if (isFinished(execution)) return { content: '', complete: true };
    throw new SluiceError({
      code: 'execution_not_settled',
      message: `Execution ${executionId} is ${execution.status}: there is no run yet whose log could be read. Ask again in a moment.`,
      retryable: true,
      executionId,
    });
  }
  try {
    const chunk = await executorOf(context, execution).readLog({
      runId: execution.run.id,
      target: execution.target,
      cursor,
      signal,
    });
    return { ...chunk, content: toReadableLog(chunk.content) };
  } catch (error) {
    throw asServiceError(error, executionId);
  }
}
