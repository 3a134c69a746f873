import { type Execution, isFinished } from '../execution/execution.ts';
import { ExecutorError } from '../executor/executor-error.ts';
import { redactSecrets } from '../text/untrusted-text.ts';
import { callExecutorOf } from './executor-call.ts';
import { changeExecution } from './record.ts';
import type { ServiceContext } from './service-context.ts';

/** How many a record names: more would not tell a person more. */
const MAX_NAMED = 20;

/** A run that says that it belongs to an execution. */
export interface ClaimedRun {
  readonly runId: string;
  /** How it came to be known, for the audit trail. */
  readonly cause: string;
  readonly signal?: AbortSignal | undefined;
}

/** The execution, and whether it could be told if the run is its own. */
export interface Identified {
  readonly execution: Execution;
  readonly told: boolean;
}

/**
 * Makes sure that a run which carries an execution's id is the one that the execution has. Another one must never go
 * unseen, whatever led to it: it is put into the record, also where that has finished, and logged as an error.
 */
export async function identifyRun(context: ServiceContext, execution: Execution, run: ClaimedRun): Promise<Identified> {
  const { runId, cause } = run;
  try {
    if (!isInQuestion(execution, runId) || (await isSameRun(context, execution, run))) return { execution, told: true };
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    const ids = { execution_id: execution.executionId, run_id: execution.run?.id, other_run_id: runId };
    context.logger.error({ ...ids, reason: redactSecrets(error.message) }, 'Two runs could not be told apart');
    return { execution, told: false };
  }
  const recorded = await changeExecution(
    context,
    execution,
    (current) =>
      isInQuestion(current, runId)
        ? { unexpectedRunIds: [...(current.unexpectedRunIds ?? []), runId].slice(-MAX_NAMED) }
        : undefined,
    { type: 'execution.unexpected_run', cause: `run ${runId} ${cause}` },
  );
  return { execution: recorded, told: true };
}

/** Where it is being found out whether there is a run, any may be the one. */
function isInQuestion(execution: Execution, runId: string): boolean {
  const { run, status, unexpectedRunIds = [] } = execution;
  if (unexpectedRunIds.includes(runId)) return false;
  if (run !== undefined) return run.id !== runId;
  return isFinished(execution) || status === 'awaiting_approval';
}

/** A CI system may have several ids for one run: the run itself tells which one it goes by now. */
async function isSameRun(
  context: ServiceContext,
  execution: Execution,
  { runId, signal }: ClaimedRun,
): Promise<boolean> {
  if (execution.run === undefined) return false;
  const other = await currentId(context, execution, { runId, signal });
  if (other === undefined) return false;
  if (other === execution.run.id) return true;
  const own = await currentId(context, execution, { runId: execution.run.id, signal });
  return own === other || own === runId;
}

/** The id that a run goes by; undefined when it was deleted. */
async function currentId(
  context: ServiceContext,
  execution: Execution,
  { runId, signal }: Omit<ClaimedRun, 'cause'>,
): Promise<string | undefined> {
  const { target } = execution;
  try {
    const run = await callExecutorOf(
      context,
      execution,
      (executor, either) => executor.get({ runId, target, signal: either }),
      signal,
    );
    return run.id;
  } catch (error) {
    if (ExecutorError.isInstance(error) && error.runIsGone) return undefined;
    throw error;
  }
}
