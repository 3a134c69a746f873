import type { Execution, ExecutionStatus } from './execution.ts';

/**
 * One change of an execution: appended to the audit trail, logged, counted and handed to `onEvent`.
 *
 * @public
 */
export interface ExecutionEvent {
  /**
   * `execution.<status>` when the status changed, `execution.progressed` when only the run's stages did,
   * `execution.cancel_requested` when somebody asked for a stop.
   */
  readonly type: `execution.${ExecutionStatus | 'progressed' | 'cancel_requested'}`;
  readonly executionId: string;
  /** The execution's version after the change: orders the events and tells duplicates apart. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who caused it: a principal, or `sluice` for what it found out by itself. */
  readonly actor: string;
  /** The execution after the change. */
  readonly execution: Execution;
}

/** Tells what happened between two states of an execution. */
export function eventOf(before: Execution | undefined, after: Execution, actor: string): ExecutionEvent {
  return {
    type: `execution.${changeOf(before, after)}`,
    executionId: after.executionId,
    version: after.version,
    at: after.updatedAt,
    actor,
    execution: after,
  };
}

function changeOf(
  before: Execution | undefined,
  after: Execution,
): ExecutionStatus | 'progressed' | 'cancel_requested' {
  if (before?.status !== after.status) return after.status;
  return before.cancelRequestedBy === after.cancelRequestedBy ? 'progressed' : 'cancel_requested';
}
