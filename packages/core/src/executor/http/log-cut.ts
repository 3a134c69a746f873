/** How much of a log there is room for, in bytes, and whether the log does not grow any more. @public */
export interface LogRoom {
  readonly room: number;
  readonly over: boolean;
}

const LINE_END = 0x0a;
/** A character has no more bytes than this after its first; what has is no text, and is cut anywhere. */
const MOST_FOLLOWING_BYTES = 3;

/**
 * Returns where to cut the rest of a log, in bytes: after a whole line, since what comes after the last line end may still
 * be half a character. A line that there is no room for is cut between two characters.
 *
 * 0 only for a rest that has no whole line yet, or less room than one character takes.
 *
 * @public
 */
export function cutLog(rest: Uint8Array, { room, over }: LogRoom): number {
  if (over && rest.length <= room) return rest.length;
  const lines = rest.subarray(0, room).lastIndexOf(LINE_END) + 1;
  return lines === 0 && rest.length > room ? wholeCharacters(rest, room) : lines;
}

function wholeCharacters(bytes: Uint8Array, room: number): number {
  let end = room;
  while (end > Math.max(0, room - MOST_FOLLOWING_BYTES) && isFollowing(bytes[end])) end -= 1;
  return isFollowing(bytes[end]) ? room : end;
}

function isFollowing(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
