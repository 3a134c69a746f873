import { cutLog, type LogRoom } from '@sluice/core';
import { traceText } from './gitlab/trace.ts';

/** The next part of a job's log. */
export interface LogPiece {
  readonly text: string;
  /** How much of the log it is. */
  readonly bytes: number;
  /** Whether the log ends with it. */
  readonly last: boolean;
}

/** Cuts the next part out of the rest of a log, of which there is a byte more than there is room for, or all. */
export function nextPiece(rest: Uint8Array, limits: LogRoom): LogPiece {
  const bytes = cutLog(rest, limits);
  const text = traceText(rest.subarray(0, bytes));
  const last = limits.over && bytes === rest.length;
  return { text: last && text !== '' && !text.endsWith('\n') ? `${text}\n` : text, bytes, last };
}
