import { type Execution, type ExecutionChange, withoutSecrets } from './execution.ts';

/**
 * One change of an execution, as the audit trail has it: logged, counted and handed to `onEvent` too.
 *
 * @public
 */
export interface ExecutionEvent extends ExecutionChange {
  readonly executionId: string;
  /** The execution's version after the change: orders the events and tells duplicates apart. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The execution after the change. */
  readonly execution: Execution;
}

/** Returns the event that made an execution what it is. @public */
export function eventOf(execution: Execution): ExecutionEvent {
  const { executionId, version, updatedAt, lastChange } = execution;
  return { ...lastChange, executionId, version, at: updatedAt, execution: withoutSecrets(execution) };
}

/** Tells what happened between two states of an execution. */
export function changeType(
  before: Execution,
  after: Pick<Execution, 'status' | 'cancellation'>,
): ExecutionChange['type'] {
  if (before.status !== after.status) return `execution.${after.status}`;
  const [wish, known] = [after.cancellation, before.cancellation];
  const isSame = wish?.requestedAt === known?.requestedAt && wish?.force === known?.force;
  return isSame ? 'execution.progressed' : 'execution.cancel_requested';
}
