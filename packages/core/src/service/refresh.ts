import { SluiceError } from '../errors/sluice-error.ts';
import type { Execution } from '../execution/execution.ts';
import { isFinished } from '../execution/execution.ts';
import type { FindResult, PipelineExecutor } from '../executor/executor.ts';
import { ExecutorError } from '../executor/executor-error.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import type { ServiceContext } from './execution-service.ts';
import { changeExecution } from './record.ts';
import { runChange } from './run-change.ts';

/** An execution, and what it rests on where the CI system could not be asked. @public */
export interface Refreshed {
  readonly execution: Execution;
  /** Present when the CI system could not be asked: why, and from when the answer is. */
  readonly note?: string | undefined;
}

/** How to look at a run. */
export interface Look {
  /** Ends the look, not the storing of what was seen. */
  readonly signal?: AbortSignal | undefined;
  /** Run that an authenticated webhook gave for the execution. */
  readonly sightedRunId?: string | undefined;
}

/** Looks at the run of an execution and stores what has changed. */
export async function refresh(context: ServiceContext, execution: Execution, look: Look = {}): Promise<Refreshed> {
  if (isFinished(execution) || isBeingStarted(context, execution)) return { execution };
  try {
    const executor = executorOf(context, execution);
    if (execution.run === undefined) return { execution: await settle(context, { execution, executor, look }) };
    const run = await executor.get({ runId: execution.run.id, target: execution.target, signal: look.signal });
    return { execution: await changeExecution(context, execution, runChange(context, { run, seen: execution })) };
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    const reason = redactSecrets(error.message);
    context.logger.warn({ execution_id: execution.executionId, reason }, 'A run could not be looked at');
    const seen = new Date(execution.updatedAt).toISOString();
    return { execution, note: `${reason} This is what was known at ${seen}.` };
  }
}

/** Returns the executor of an execution, also when the pipeline has another one by now. */
export function executorOf(context: ServiceContext, execution: Execution): PipelineExecutor {
  const executor = context.catalog.executor(execution.executor);
  if (executor !== undefined) return executor;
  throw new ExecutorError({
    message: `The config has no executor "${execution.executor}" any more, so its runs can't be looked at.`,
  });
}

function isBeingStarted(context: ServiceContext, { status, leaseUntil }: Execution): boolean {
  return status === 'starting' && leaseUntil !== undefined && leaseUntil > context.clock.now();
}

interface Settling {
  readonly execution: Execution;
  readonly executor: PipelineExecutor;
  readonly look: Look;
}

/**
 * Finds out what became of a start that had no answer. Never starts again.
 *
 * The settle window begins when the execution became `unknown`, which is the last change that it had: a server that is
 * slow, or whose clock is off, may have called the CI system much later than the execution was created.
 */
async function settle(context: ServiceContext, { execution, executor, look }: Settling): Promise<Execution> {
  const { executionId, target, createdAt } = execution;
  const askedAt = context.clock.now();
  const result = await executor.find({ executionId, target, startedAt: createdAt, ...look });
  if (result.outcome === 'found') {
    return changeExecution(context, execution, runChange(context, { run: result.run, seen: execution }));
  }
  return changeExecution(context, execution, (current) => {
    if (current.run !== undefined || isFinished(current)) return undefined;
    if (current.status !== 'unknown') return { status: 'unknown', leaseUntil: undefined };
    if (askedAt < current.updatedAt + context.settleWindowMs) return undefined;
    return { ...verdict(result), leaseUntil: undefined, finishedAt: context.clock.now() };
  });
}

function verdict(result: Exclude<FindResult, { outcome: 'found' }>): Pick<Execution, 'status' | 'failure'> {
  switch (result.outcome) {
    case 'absent':
      return {
        status: 'failed',
        failure: {
          code: 'never_started',
          message: 'The CI system never answered the start, and no run exists. It may be asked for again.',
        },
      };
    case 'ambiguous':
      return lost(
        `The CI system never answered the start, and several runs may be this one: ${result.runIds.join(', ')}.`,
      );
    case 'indeterminate':
      return lost(
        `The CI system never answered the start, and it can't be told whether a run exists: ${result.reason}.`,
      );
  }
}

function lost(message: string): Pick<Execution, 'status' | 'failure'> {
  return {
    status: 'lost',
    failure: { code: 'outcome_unknown', message: `${message} A person must look before it is started again.` },
  };
}

/** Turns a failure of the CI system into what a caller of the service is told. */
export function asServiceError(error: unknown, executionId: string): unknown {
  if (!ExecutorError.isInstance(error)) return error;
  return new SluiceError({
    code: 'executor_failed',
    message: error.message,
    retryable: error.retryable,
    executionId,
    cause: error,
  });
}
