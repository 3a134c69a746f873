/** The next part of a log. */
export interface LogPiece {
  readonly text: string;
  /** How much of the bytes it is. */
  readonly bytes: number;
}

/** From where, how much at the most, and whether the log does not grow any more. */
export interface PieceLimits {
  readonly start: number;
  readonly room: number;
  readonly over: boolean;
}

const LINE_END = 0x0a;

/** Cuts the next part out of a log, by whole lines: what comes after the last line end may still be half a character. */
export function nextPiece(log: Uint8Array, { start, room, over }: PieceLimits): LogPiece {
  const rest = log.subarray(start);
  if (over && rest.length <= room) return { text: logText(rest), bytes: rest.length };
  const fitting = rest.subarray(0, room);
  const lines = fitting.lastIndexOf(LINE_END) + 1;
  const bytes = lines === 0 && fitting.length < rest.length ? wholeCharacters(rest, room) : lines;
  return { text: logText(fitting.subarray(0, bytes)), bytes };
}

/** Returns the text of a log with the line ends that it had before Jenkins sent it. */
export function logText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replaceAll('\r\n', '\n');
}

/** Where to cut a line that is longer than there is room for, so that no character is cut in two. */
function wholeCharacters(bytes: Uint8Array, room: number): number {
  let end = room;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
