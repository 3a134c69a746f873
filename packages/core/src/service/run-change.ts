import { canonicalJson } from '../execution/canonical.ts';
import type { Execution, ExecutionFailure } from '../execution/execution.ts';
import { isFinished } from '../execution/execution.ts';
import type { Run, RunFailure } from '../executor/executor.ts';
import { keepTail, redactSecrets, toReadableLog } from '../text/untrusted-text.ts';
import type { ServiceContext } from './execution-service.ts';
import type { Change } from './record.ts';

/** How much of a failed job's log a record keeps, in characters. */
const LOG_TAIL_CHARACTERS = 2000;

/** The change that brings an execution up to what its run is now. */
export function runChange(context: ServiceContext, run: Run): Change {
  return (execution) => {
    if (isFinished(execution)) return undefined;
    const next = {
      status: run.status,
      run: { id: run.id, url: run.url, rawStatus: run.rawStatus, stages: run.stages },
      failure: run.failure === undefined ? undefined : failureOf(run.failure),
    } satisfies Partial<Execution>;
    const now = { status: execution.status, run: execution.run, failure: execution.failure };
    if (canonicalJson(next) === canonicalJson(now)) return undefined;
    return { ...next, leaseUntil: undefined, ...(isFinished(next) ? { finishedAt: context.clock.now() } : {}) };
  };
}

function failureOf({ kind, message, job, stage, logTail }: RunFailure): ExecutionFailure {
  return {
    code: kind === 'skipped' ? 'pipeline_skipped' : 'pipeline_failed',
    message: redactSecrets(message),
    job,
    stage,
    logTail: logTail === undefined ? undefined : keepTail(toReadableLog(logTail), LOG_TAIL_CHARACTERS),
  };
}
