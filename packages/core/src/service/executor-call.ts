import type { Clock } from '../clock.ts';
import type { Execution } from '../execution/execution.ts';
import type { PipelineExecutor } from '../executor/executor.ts';
import { ExecutorError } from '../executor/executor-error.ts';
import type { ServiceContext } from './service-context.ts';

/** Why the clock need not wake anybody; the same for all, since a reason of its own costs each call an error with a stack. */
const ANSWERED = new Error('The executor has answered.');

/** What ends a call of an executor. */
export interface CallLimits {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls an executor, for so long and no longer. It is asked to stop by its signal, and not waited for where it does not.
 *
 * @throws ExecutorError with the outcome `unknown` when the time is over; the reason of `signal` when that is aborted
 */
export async function callWithin<Result>(
  { clock, timeoutMs, signal }: CallLimits,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const late = new AbortController();
  const answered = new AbortController();
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  either.addEventListener('abort', () => aborted.reject(either.reason), { once: true });
  clock.sleep(timeoutMs, answered.signal).then(
    () => late.abort(tooSlow(timeoutMs)),
    () => {},
  );
  try {
    return await Promise.race([call(either), aborted.promise]);
  } finally {
    answered.abort(ANSWERED);
  }
}

/** Calls the executor of an execution, also when the pipeline has another one by now. */
export async function callExecutorOf<Result>(
  context: ServiceContext,
  execution: Execution,
  call: (executor: PipelineExecutor, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const executor = executorOf(context, execution);
  const limits = { clock: context.clock, timeoutMs: context.callTimeoutMs, signal };
  return callWithin(limits, (either) => call(executor, either));
}

/** Returns the executor of an execution. */
export function executorOf(context: ServiceContext, execution: Pick<Execution, 'executor'>): PipelineExecutor {
  const executor = context.catalog.executor(execution.executor);
  if (executor !== undefined) return executor;
  throw new ExecutorError({
    message:
      `The config has no executor "${execution.executor}" any more, so the run can't be looked at or stopped from here. ` +
      'Somebody must put it back into the config under that name.',
  });
}

function tooSlow(timeoutMs: number): ExecutorError {
  return new ExecutorError({
    message: `The CI system did not answer within ${Math.ceil(timeoutMs / 1000)} seconds.`,
    outcome: 'unknown',
    retryable: true,
  });
}
