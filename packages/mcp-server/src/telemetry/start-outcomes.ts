import type { ExecutionEvent } from '@sluice/core';

/** What a start came to. `refused`: the CI system said no. `unknown`: it is not known whether there is a run. */
export type StartOutcome = 'started' | 'refused' | 'unknown' | 'awaiting_approval';

/** More starts than a server has under way at any time. */
const MAX_STARTS = 10_000;

/**
 * Makes what tells from the events of a server which of them says what a start came to. A run may become known later too,
 * for example when one is found after an unknown outcome, which is no other start: so it keeps in mind which executions
 * are being started.
 */
export function createStartOutcomes(): (event: ExecutionEvent) => StartOutcome | undefined {
  const starting = new Set<string>();
  return ({ type, executionId, execution }) => {
    if (type === 'execution.awaiting_approval') return 'awaiting_approval';
    if (execution.status === 'starting') {
      if (type === 'execution.starting') remember(starting, executionId);
      return undefined;
    }
    const isOurs = starting.delete(executionId);
    // Also said by the server that takes over from one that died.
    if (type === 'execution.unknown') return 'unknown';
    if (!isOurs) return undefined;
    return execution.run === undefined ? 'refused' : 'started';
  };
}

/** Forgets the oldest where there are too many: one whose outcome could not be stored would stay for ever. */
function remember(starting: Set<string>, executionId: string): void {
  starting.add(executionId);
  const [oldest] = starting;
  if (starting.size > MAX_STARTS && oldest !== undefined) starting.delete(oldest);
}
