import type { ExecutionStatus } from '../execution/status.ts';
import type { EnvironmentQuery } from './execution-store.ts';

/**
 * What a query asks for, its page aside, written in one way: the same for equal questions, so that a cursor can be tied
 * to it.
 *
 * @public
 */
export interface EnvironmentFilter extends Omit<EnvironmentQuery, 'status' | 'limit' | 'cursor'> {
  /** Sorted, each once; absent for any status. */
  readonly statuses?: readonly ExecutionStatus[] | undefined;
}

/** Returns what a query asks for, its page aside. @public */
export function environmentFilterOf({ status, limit: _, cursor: __, ...rest }: EnvironmentQuery): EnvironmentFilter {
  if (status === undefined) return rest;
  return { ...rest, statuses: [...new Set([status].flat())].sort() };
}

/** Tells whether a filter can match nothing at all, so that nobody needs to look. @public */
export function matchesNothing({ statuses, createdFrom = 0, createdUntil }: EnvironmentFilter): boolean {
  return statuses?.length === 0 || (createdUntil !== undefined && createdUntil <= createdFrom);
}
