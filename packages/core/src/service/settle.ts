import type { Execution } from '../execution/execution.ts';
import { isFinished } from '../execution/execution.ts';
import type { FindResult } from '../executor/executor.ts';
import { callExecutorOf } from './executor-call.ts';
import { changeExecution } from './record.ts';
import type { Look } from './refresh.ts';
import { runChange } from './run-change.ts';
import type { ServiceContext } from './service-context.ts';

/**
 * Finds out what became of a start that had no answer. Never starts again.
 *
 * The settle window begins when the execution became `unknown`, not when it was made: a server that is slow, or whose
 * clock is off, may have called the CI system much later than that.
 */
export async function settle(context: ServiceContext, execution: Execution, look: Look): Promise<Execution> {
  const { executionId, target } = execution;
  const { signal, sightedRunId } = look;
  const startedAt = execution.approval?.decidedAt ?? execution.createdAt;
  // Absent is what was true when the CI system was asked, however long its answer took.
  const askedAt = context.clock.now();
  const result = await callExecutorOf(
    context,
    execution,
    (executor, either) => executor.find({ executionId, target, startedAt, sightedRunId, signal: either }),
    signal,
  );
  if (result.outcome === 'found') {
    const change = runChange(context, { run: result.run, seen: execution });
    return changeExecution(context, execution, change, { cause: `found by ${look.cause ?? 'a search'}` });
  }
  const settled = (current: Execution): Partial<Execution> | undefined => {
    if (current.run !== undefined || isFinished(current)) return undefined;
    if (current.status !== 'unknown') return { status: 'unknown', unknownSince: askedAt, leaseUntil: undefined };
    if (askedAt < (current.unknownSince ?? current.updatedAt) + context.settleWindowMs) return undefined;
    return { ...verdict(result, current), leaseUntil: undefined, finishedAt: context.clock.now() };
  };
  const cause = execution.status === 'unknown' ? 'the settle window is over' : 'the lease of the start is over';
  return changeExecution(context, execution, settled, { cause });
}

function verdict(
  result: Exclude<FindResult, { outcome: 'found' }>,
  { cancelRequestedBy }: Execution,
): Pick<Execution, 'status' | 'failure'> {
  switch (result.outcome) {
    case 'absent':
      if (cancelRequestedBy !== undefined) return { status: 'cancelled' };
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
