import { type LogChunk, type ReadLogRequest, SluiceError } from '@sluice/core';
import type { KilnClient } from './client.ts';

const FINISHED: readonly string[] = ['passed', 'failed', 'aborted'];

/** Reads the next part of a build's log. The cursor is the build and how many bytes of its log were read. */
export async function readLog(
  client: KilnClient,
  number: number,
  { cursor, signal }: ReadLogRequest<unknown>,
): Promise<LogChunk> {
  const offset = offsetOf(number, cursor);
  const call = { action: 'show the log', signal };
  // The state comes first: the log of a build that has finished by then grows no more.
  const { state, log_size: size } = await client.getBuild(call, number);
  const bytes = await client.getLog(call, number, offset);
  if (FINISHED.includes(state) && offset + bytes.length >= size) return { content: textOf(bytes), complete: true };
  const whole = bytes.subarray(0, wholeCharacters(bytes));
  return { content: textOf(whole), cursor: `${number}-${offset + whole.length}`, complete: false };
}

function offsetOf(number: number, cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, build, offset] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? [];
  if (Number(build) === number) return Number(offset);
  throw new SluiceError({
    code: 'invalid_request',
    message:
      "The cursor is not from this run's log. Use the one of the chunk before, or none to read from the beginning.",
  });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** How many of the bytes are whole characters: the last one may have been cut in two. */
function wholeCharacters(bytes: Uint8Array): number {
  const start = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  const first = bytes[start] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return start + length > bytes.length ? start : bytes.length;
}
