import { SluiceError } from '@sluice/core';

/** How far a log was read: up to an offset that Jenkins gave, and so much of the text that follows. */
export interface LogPosition {
  /** Undefined: nothing was read yet. */
  readonly build: number | undefined;
  readonly start: number;
  /** In bytes of the text as Jenkins sends it, which are others than those of the log. */
  readonly skip: number;
}

const CURSOR = /^(\d{1,15})-(\d{1,15})-(\d{1,15})$/;

/** Makes a cursor of a position. It is good for that build only; before there is one, for any run's beginning. */
export function cursorOf({ build, start, skip }: LogPosition): string {
  return `${build ?? 0}-${start}-${skip}`;
}

/**
 * Reads a cursor; without one, the position is the beginning.
 *
 * @throws SluiceError `invalid_request` when it does not come from an earlier chunk of this log
 */
export function positionOf(build: number | undefined, cursor: string | undefined): LogPosition {
  const beginning: LogPosition = { build, start: 0, skip: 0 };
  if (cursor === undefined || cursor === '0-0-0') return beginning;
  const [, number, start, skip] = CURSOR.exec(cursor) ?? [];
  if (number === undefined || Number(number) !== build) {
    throw new SluiceError({
      code: 'invalid_request',
      fields: [{ field: 'cursor', message: 'is not a cursor of this log' }],
      message:
        "The cursor is not from this run's log. Use the one of the chunk before, or none to read from the beginning.",
    });
  }
  return { build, start: Number(start), skip: Number(skip) };
}
