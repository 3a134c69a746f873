import { variablesOf } from '../catalog/variables.ts';
import { SluiceError } from '../errors/sluice-error.ts';
import { type Execution, isFinished } from '../execution/execution.ts';
import type { PipelineExecutor } from '../executor/executor.ts';
import { ExecutorError } from '../executor/executor-error.ts';
import type { Run } from '../executor/run.ts';
import { concealValues, redactSecrets } from '../text/untrusted-text.ts';
import { carryOutCancel } from './carry-out-cancel.ts';
import { callWithin } from './executor-call.ts';
import { type Change, changeExecution } from './record.ts';
import { runChange } from './run-change.ts';
import type { ServiceContext } from './service-context.ts';
import { traceVariables } from './trace-context.ts';
import { identifyRun } from './unexpected-run.ts';

/** An execution that is stored as `starting`, under a lease that this server has. */
export interface Start {
  readonly execution: Execution;
  readonly executor: PipelineExecutor;
  /** The variables that carry parameters, where they have other names than usual. */
  readonly variableNames: Readonly<Record<string, string>>;
  /** Whether the run gets the trace that this start belongs to. */
  readonly traceContext: boolean;
}

/**
 * Calls the CI system for an execution that is stored, and stores what came of it. Whoever took the execution to
 * `starting` calls this, once.
 *
 * Why no run is started after somebody else has said that there is none:
 *
 * 1. Nobody looks for the run before the lease is over.
 * 2. The call is made only under the lease, and aborted when that ends; an aborted executor sends nothing more.
 * 3. What was sent before may be committed late. That is what the settle window waits for: it begins after the lease, and
 *    only a look at the end of it may say that there is no run.
 * 4. Two servers' clocks may differ: the one that looks may think the lease over while it goes on here. The window is
 *    longer than a lease and any sensible difference together, so its end is later than the end of the lease.
 * 5. What is left is a server that is stopped between its last look at the clock and the sending, for longer than the
 *    lease and the window. Only the CI system itself could refuse it then, and it has no means to. Its answer names a run
 *    that the record does not have, so it is recorded as unexpected, for a person to see.
 */
export async function startRun(context: ServiceContext, start: Start): Promise<Execution> {
  const { execution } = start;
  const answer = await callStart(context, start);
  try {
    if (answer.run === undefined) return await recordFailure(context, execution, answer.failure);
    const { run } = answer;
    const change = runChange(context, { run, seen: execution });
    const changed = await changeExecution(context, execution, change, { cause: 'answered by the CI system' });
    const identified = await identifyRun(context, changed, { runId: run.id, cause: 'was answered to a late start' });
    return await carryOutCancel(context, identified.execution);
  } catch (error) {
    throw SluiceError.isInstance(error) ? notRecorded(execution, error) : error;
  }
}

type StartAnswer =
  | { readonly run: Run; readonly failure?: undefined }
  | { readonly run?: undefined; readonly failure: ExecutorError };

async function callStart(context: ServiceContext, start: Start): Promise<StartAnswer> {
  const { execution, executor, variableNames } = start;
  const { executionId, target, secretParameters = {} } = execution;
  const timeoutMs = (execution.leaseUntil ?? 0) - context.clock.now();
  if (timeoutMs <= 0) return { failure: tooLate() };
  const parameters = { ...execution.parameters, ...secretParameters };
  const variables = {
    ...variablesOf({ ...execution, parameters }, variableNames),
    ...(start.traceContext ? traceVariables(context) : {}),
  };
  try {
    return {
      run: await callWithin({ clock: context.clock, timeoutMs }, (signal) =>
        executor.start({ executionId, target, variables, signal }),
      ),
    };
  } catch (error) {
    const failure = concealed(ExecutorError.isInstance(error) ? error : unexpected(error), secretParameters);
    const { outcome, message: reason } = failure;
    context.logger.warn({ execution_id: executionId, outcome, reason }, 'A start failed');
    return { failure };
  }
}

async function recordFailure(
  context: ServiceContext,
  execution: Execution,
  failure: ExecutorError,
): Promise<Execution> {
  const cause = failure.outcome === 'unknown' ? 'the start had no answer' : 'nothing was started';
  return changeExecution(context, execution, startFailure(context, failure), { cause });
}

function startFailure({ clock }: ServiceContext, { outcome, message }: ExecutorError): Change {
  return (execution) => {
    if (execution.run !== undefined || isFinished(execution)) return undefined;
    if (outcome === 'unknown') {
      if (execution.status === 'unknown') return undefined;
      return { status: 'unknown', unknownSince: clock.now(), leaseUntil: undefined };
    }
    return {
      status: 'failed',
      leaseUntil: undefined,
      finishedAt: clock.now(),
      failure: { code: 'not_started', message },
    };
  };
}

/** A CI system may quote what it was given. */
function concealed(failure: ExecutorError, secretParameters: Readonly<Record<string, unknown>>): ExecutorError {
  const message = redactSecrets(concealValues(failure.message, Object.values(secretParameters)));
  const { outcome, retryable, retryAfterMs } = failure;
  return new ExecutorError({ message, outcome, retryable, retryAfterMs });
}

function tooLate(): ExecutorError {
  return new ExecutorError({
    message: 'Recording the request took too long, so the CI system was not called. Ask again.',
    outcome: 'not_started',
    retryable: true,
  });
}

function unexpected(error: unknown): ExecutorError {
  return new ExecutorError({
    message: `The executor failed in a way that it should not: ${error instanceof Error ? error.message : String(error)}`,
    outcome: 'unknown',
    cause: error,
  });
}

/** Whatever the error's code, such as `request_too_large`: to a caller that would say that nothing was started. */
function notRecorded({ executionId }: Execution, cause: SluiceError): SluiceError {
  return new SluiceError({
    code: 'store_unavailable',
    message:
      `Execution ${executionId} was handed to the CI system, but what came of it could not be recorded. ` +
      'Ask for it again in a moment; do not start it again.',
    retryable: true,
    executionId,
    cause,
  });
}
