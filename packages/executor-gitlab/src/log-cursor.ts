import { SluiceError } from '@sluice/core';

/** How far a log was read: all of the jobs before this one, and so much of its own log. */
export interface LogPosition {
  /** Undefined: nothing was read yet. */
  readonly jobId: number | undefined;
  readonly bytes: number;
}

const CURSOR = /^(\d{1,18})-(\d{1,15})-(\d{1,15})$/;

/** Makes a cursor of a position. It is good for that run only. */
export function cursorOf(runId: string, { jobId, bytes }: LogPosition): string {
  return `${runId}-${jobId ?? 0}-${bytes}`;
}

/**
 * Reads a cursor; without one, the position is the beginning.
 *
 * @throws SluiceError `invalid_request` when it does not come from an earlier chunk of this log
 */
export function positionOf(runId: string, cursor: string | undefined): LogPosition {
  if (cursor === undefined) return { jobId: undefined, bytes: 0 };
  const [, run, job, bytes] = CURSOR.exec(cursor) ?? [];
  if (run !== runId) throw foreignCursor();
  return { jobId: Number(job) || undefined, bytes: Number(bytes) };
}

/** The error for a cursor that points nowhere. */
export function foreignCursor(): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    fields: [{ field: 'cursor', message: 'is not a cursor of this log' }],
    message:
      "The cursor is not from this run's log. Use the one of the chunk before, or none to read from the beginning.",
  });
}
