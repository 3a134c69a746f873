import { SluiceError } from '../errors/sluice-error.ts';
import type { Execution } from '../execution/execution.ts';
import { isFinished } from '../execution/execution.ts';
import { ExecutorError } from '../executor/executor-error.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import { carryOutCancel } from './carry-out-cancel.ts';
import { callExecutorOf } from './executor-call.ts';
import { expireApproval } from './expire.ts';
import { type Change, changeExecution, loadExecution } from './record.ts';
import { runChange } from './run-change.ts';
import type { ServiceContext } from './service-context.ts';
import { settle } from './settle.ts';

/** An execution, and what it rests on where the CI system could not be asked. @public */
export interface Refreshed {
  readonly execution: Execution;
  /** Present when the CI system could not be asked: why, and from when the answer is. */
  readonly note?: string | undefined;
}

/** How to look at a run. */
export interface Look {
  /** Who looks, for the audit trail: `a reader`, `a webhook`, `the sweeper`. */
  readonly cause?: string | undefined;
  /** Ends the look, not the storing of what was seen. */
  readonly signal?: AbortSignal | undefined;
  /** Run that an authenticated webhook gave for the execution. */
  readonly sightedRunId?: string | undefined;
}

/** What came of a look. */
export interface LookResult {
  readonly execution: Execution;
  /** Why the CI system could not be asked. */
  readonly failure?: ExecutorError | undefined;
}

/**
 * Looks at the run of an execution and stores what has changed: the one way for readers, webhooks and the sweeper. Those
 * who look at the same time share a look.
 *
 * @throws SluiceError `execution_not_found`, `store_unavailable`
 */
export async function refresh(context: ServiceContext, executionId: string, look: Look = {}): Promise<Refreshed> {
  const { execution, failure } = await lookAt(context, executionId, look);
  if (failure === undefined) return { execution };
  const seen = new Date(execution.updatedAt).toISOString();
  return { execution, note: `${redactSecrets(failure.message)} This is what was known at ${seen}.` };
}

/** Like `refresh`, for who must know why the CI system could not be asked. */
export async function lookAt(context: ServiceContext, executionId: string, look: Look = {}): Promise<LookResult> {
  const key = `${executionId} ${look.sightedRunId ?? ''}`;
  // What a webhook tells of may be newer than what a look that is under way will see.
  if (look.sightedRunId !== undefined) await context.looks.over(key);
  const loaded = await loadExecution(context, executionId);
  if (isFinished(loaded)) return { execution: loaded };
  return context.looks.join(key, (signal) => lookOnce(context, loaded, { ...look, signal }), look.signal);
}

/** Turns a failure of the CI system into what a caller of the service is told. */
export function asServiceError(error: unknown, executionId: string): unknown {
  if (!ExecutorError.isInstance(error)) return error;
  return new SluiceError({
    code: 'executor_failed',
    message: error.message,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    executionId,
    cause: error,
  });
}

async function lookOnce(context: ServiceContext, loaded: Execution, look: Look): Promise<LookResult> {
  const execution = await expireApproval(context, loaded);
  if (!isAtTheCiSystem(context, execution)) return { execution };
  try {
    const seen = execution.run === undefined ? settle : readRun;
    return { execution: await carryOutCancel(context, await seen(context, execution, look)) };
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    const reason = redactSecrets(error.message);
    context.logger.warn({ execution_id: execution.executionId, reason }, 'A run could not be looked at');
    return { execution, failure: error };
  }
}

/** Tells whether there is, or may be, a run that nobody is just starting. */
function isAtTheCiSystem(context: ServiceContext, { status, leaseUntil = 0 }: Execution): boolean {
  if (isFinished({ status }) || status === 'awaiting_approval') return false;
  return status !== 'starting' || leaseUntil <= context.clock.now();
}

async function readRun(context: ServiceContext, execution: Execution, look: Look): Promise<Execution> {
  const { target } = execution;
  const runId = execution.run?.id ?? '';
  const cause = look.cause === undefined ? undefined : `seen by ${look.cause}`;
  try {
    const run = await callExecutorOf(
      context,
      execution,
      (executor, signal) => executor.get({ runId, target, signal }),
      look.signal,
    );
    return await changeExecution(context, execution, runChange(context, { run, seen: execution }), { cause });
  } catch (error) {
    if (!ExecutorError.isInstance(error) || !error.runIsGone) throw error;
    return changeExecution(context, execution, runDeleted(context, runId), { cause });
  }
}

/** How a deleted run ended can't be told, so its execution must not keep others waiting for that. */
function runDeleted({ clock }: ServiceContext, runId: string): Change {
  return (current) => {
    if (isFinished(current) || current.run?.id !== runId) return undefined;
    const message =
      'The run was deleted at the CI system before it was seen to end. A person must look at what it did before it is started again.';
    return { status: 'lost', finishedAt: clock.now(), failure: { code: 'run_deleted', message } };
  };
}
