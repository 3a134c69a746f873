import { type Execution, type ExecutionCancellation, isFinished } from '../execution/execution.ts';
import { ExecutorError } from '../executor/executor-error.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import { callExecutorOf } from './executor-call.ts';
import { changeExecution } from './record.ts';
import type { ServiceContext } from './service-context.ts';

/** How often a CI system is asked to stop a run for one wish. */
const MAX_ATTEMPTS = 5;

/** What came of asking the CI system to stop a run. */
export interface CancelAttempt {
  readonly execution: Execution;
  /** Why it did not take it on. */
  readonly failure?: ExecutorError | undefined;
}

/** Tells whether a run is to be stopped and the CI system has not taken that on, so that it should be asked (again). */
export function isCancelPending(execution: Execution): boolean {
  const { cancellation, run } = execution;
  if (cancellation === undefined || run === undefined || isFinished(execution)) return false;
  return cancellation.takenAt === undefined && cancellation.attempts < MAX_ATTEMPTS;
}

/** Asks for what could not be asked for before there was a run. Whether that is repeated is up to the sweeper. */
export async function carryOutCancel(context: ServiceContext, execution: Execution): Promise<Execution> {
  if (!isCancelPending(execution) || execution.cancellation?.attempts !== 0) return execution;
  return (await askToCancel(context, execution)).execution;
}

/** Asks the CI system to stop a run, and records what it made of that. */
export async function askToCancel(
  context: ServiceContext,
  execution: Execution,
  signal?: AbortSignal,
): Promise<CancelAttempt> {
  const { run, target, cancellation } = execution;
  if (run === undefined || cancellation === undefined) return { execution };
  const request = { runId: run.id, target, force: cancellation.force };
  try {
    await callExecutorOf(
      context,
      execution,
      (executor, either) => executor.cancel({ ...request, signal: either }),
      signal,
    );
  } catch (failure) {
    if (!ExecutorError.isInstance(failure)) throw failure;
    const type = 'execution.cancel_failed';
    return { execution: await changeExecution(context, execution, refused(failure), { type }), failure };
  }
  const takenAt = context.clock.now();
  const taken = counted((tried) => ({ ...tried, takenAt, failure: undefined }));
  return { execution: await changeExecution(context, execution, taken, { type: 'execution.cancel_taken' }) };
}

function refused(failure: ExecutorError): (current: Execution) => Partial<Execution> | undefined {
  const message = redactSecrets(failure.message);
  return counted((tried) => ({
    ...tried,
    failure: tried.attempts < MAX_ATTEMPTS ? message : `${message} ${GIVEN_UP}`,
  }));
}

const GIVEN_UP = `The CI system was asked ${MAX_ATTEMPTS} times and is not asked again by itself: a person must stop the run there.`;

/** Counts the attempt, in whatever state the execution is by now. */
function counted(
  outcome: (tried: ExecutionCancellation) => ExecutionCancellation,
): (current: Execution) => Partial<Execution> | undefined {
  return (current) => {
    const { cancellation } = current;
    if (cancellation === undefined || isFinished(current)) return undefined;
    return { cancellation: outcome({ ...cancellation, attempts: cancellation.attempts + 1 }) };
  };
}
