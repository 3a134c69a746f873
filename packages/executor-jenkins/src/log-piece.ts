import { cutLog, type LogRoom } from '@sluice/core';

/** The next part of a log. */
export interface LogPiece {
  readonly text: string;
  /** How much of the bytes it is. */
  readonly bytes: number;
}

/** Cuts the next part out of the rest of a log, of which there is a byte more than there is room for, or all. */
export function nextPiece(rest: Uint8Array, limits: LogRoom): LogPiece {
  const bytes = cutLog(rest, limits);
  return { text: logText(rest.subarray(0, bytes)), bytes };
}

/** Returns the text of a log with the line ends that it had before Jenkins sent it. */
export function logText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replaceAll('\r\n', '\n');
}
