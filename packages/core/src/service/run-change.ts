import { canonicalJson } from '../execution/canonical.ts';
import type { Execution, ExecutionFailure } from '../execution/execution.ts';
import { isFinished } from '../execution/execution.ts';
import type { Run, RunFailure, Stage } from '../executor/run.ts';
import { keepTail, toReadableLog } from '../text/untrusted-text.ts';
import type { Change } from './record.ts';
import type { ServiceContext } from './service-context.ts';

/** How much of a failed job's log a record keeps, in characters. */
const LOG_TAIL_CHARACTERS = 2000;

/** A run, and the execution as it was when the CI system was asked for it. */
export interface RunSighting {
  readonly run: Run;
  readonly seen: Execution;
}

/** The change that brings an execution up to what its run is now. */
export function runChange(context: ServiceContext, { run, seen }: RunSighting): Change {
  return (execution) => {
    if (isFinished(execution)) return undefined;
    // Another run than the one that was asked for: what that means is not for here to tell.
    const known = execution.run?.id;
    if (known !== undefined && known !== run.id && known !== seen.run?.id) return undefined;
    const next = {
      ...ending(run, execution),
      run: { id: run.id, url: run.url, rawStatus: run.rawStatus, stages: run.stages.map(readableStage) },
    } satisfies Partial<Execution>;
    // Somebody else recorded the run in between. Which sight is the newer one can't be told, unless ours is the last.
    if (execution.run !== undefined && execution.version !== seen.version && !isFinished(next)) return undefined;
    const now = { status: execution.status, run: execution.run, failure: execution.failure };
    if (canonicalJson(next) === canonicalJson(now)) return undefined;
    return { ...next, leaseUntil: undefined, ...(isFinished(next) ? { finishedAt: context.clock.now() } : {}) };
  };
}

/** A run that was asked to stop and then did nothing was stopped, also where the CI system has forgotten that. */
function ending(run: Run, { cancelRequestedBy }: Execution): Pick<Execution, 'status' | 'failure'> {
  if (run.failure?.kind === 'skipped' && cancelRequestedBy !== undefined) {
    return { status: 'cancelled', failure: undefined };
  }
  return { status: run.status, failure: run.failure === undefined ? undefined : failureOf(run.failure) };
}

function readableStage({ name, status }: Stage): Stage {
  return { name: toReadableLog(name), status };
}

function failureOf({ kind, message, job, stage, logTail }: RunFailure): ExecutionFailure {
  return {
    code: kind === 'skipped' ? 'pipeline_skipped' : 'pipeline_failed',
    message: toReadableLog(message),
    job: job === undefined ? undefined : toReadableLog(job),
    stage: stage === undefined ? undefined : toReadableLog(stage),
    logTail: logTail === undefined ? undefined : keepTail(toReadableLog(logTail), LOG_TAIL_CHARACTERS),
  };
}
