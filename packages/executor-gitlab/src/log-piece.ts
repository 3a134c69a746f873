import { traceText } from './gitlab/trace.ts';

/** The next part of a job's log. */
export interface LogPiece {
  readonly text: string;
  /** How much of the log it is. */
  readonly bytes: number;
  /** Whether the log ends with it. */
  readonly last: boolean;
}

/** From where, how much at the most, and whether the log does not grow any more. */
export interface PieceLimits {
  readonly start: number;
  readonly room: number;
  readonly over: boolean;
}

const LINE_END = 0x0a;

/** Cuts the next part out of a log, by whole lines: what comes after the last line end may still be half a character. */
export function nextPiece(trace: Uint8Array, { start, room, over }: PieceLimits): LogPiece {
  const rest = trace.subarray(start);
  if (over && rest.length <= room) {
    const text = traceText(rest);
    const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    return { text: ended, bytes: rest.length, last: true };
  }
  const fitting = rest.subarray(0, room);
  const lines = fitting.lastIndexOf(LINE_END) + 1;
  const bytes = lines === 0 && fitting.length < rest.length ? wholeCharacters(rest, room) : lines;
  return { text: traceText(fitting.subarray(0, bytes)), bytes, last: false };
}

/** A character has no more bytes than this after its first; what has is no text, and is cut anywhere. */
const MOST_FOLLOWING_BYTES = 3;

/** Where to cut a line that is longer than there is room for, so that no character is cut in two. */
function wholeCharacters(bytes: Uint8Array, room: number): number {
  let end = room;
  while (end > Math.max(0, room - MOST_FOLLOWING_BYTES) && isFollowing(bytes[end])) end -= 1;
  return isFollowing(bytes[end]) ? room : end;
}

function isFollowing(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
