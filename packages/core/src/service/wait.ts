import { type Execution, isFinished } from '../execution/execution.ts';
import { type Refreshed, refresh } from './refresh.ts';
import type { ServiceContext } from './service-context.ts';

/** Which execution to wait for, and how long. */
export interface WaitRequest {
  readonly executionId: string;
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Returns an execution when it has finished, waits for a person, or the time is over. */
export async function waitForExecution(
  context: ServiceContext,
  { executionId, waitMs, signal }: WaitRequest,
): Promise<Refreshed> {
  const deadline = context.clock.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const refreshed = await refresh(context, executionId, { signal, cause: 'a reader' });
    const left = deadline - context.clock.now();
    if (left <= 0 || needsNoWait(refreshed.execution)) return refreshed;
    await context.clock.sleep(Math.min(left, context.pollIntervalMs), signal);
  }
}

function needsNoWait(execution: Execution): boolean {
  return isFinished(execution) || execution.status === 'blocked' || execution.status === 'awaiting_approval';
}
