import { SluiceError } from '../errors/sluice-error.ts';
import { isFinished } from '../execution/execution.ts';
import type { LogChunk } from '../executor/run.ts';
import { toReadableLog } from '../text/untrusted-text.ts';
import { callExecutorOf } from './executor-call.ts';
import { loadExecution } from './record.ts';
import { asServiceError } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';

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
  const { run, target, status } = execution;
  if (run === undefined) {
    if (isFinished(execution)) return { content: '', complete: true };
    const why = status === 'awaiting_approval' ? 'nothing is started before it is approved' : 'there is no run yet';
    throw new SluiceError({
      code: 'execution_not_settled',
      message: `Execution ${executionId} is ${status}: ${why}, so there is no log. Ask again in a moment.`,
      retryable: true,
      executionId,
    });
  }
  const request = { runId: run.id, target, cursor };
  try {
    const chunk = await callExecutorOf(
      context,
      execution,
      (executor, either) => executor.readLog({ ...request, signal: either }),
      signal,
    );
    return { ...chunk, content: toReadableLog(chunk.content) };
  } catch (error) {
    throw asServiceError(error, executionId);
  }
}
