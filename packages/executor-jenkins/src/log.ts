import type { LogChunk, ReadLogRequest } from '@sluice/core';
import type { LogPart } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { callFor } from './get.ts';
import { locate } from './jenkins/locate.ts';
import { cursorOf, type LogPosition, positionOf } from './log-cursor.ts';
import { nextPiece } from './log-piece.ts';
import { runReferenceOf } from './run-id.ts';
import type { JenkinsTarget } from './target.ts';

const MAX_CHUNK_BYTES = 64 * 1024;
const ROLLED_OVER = '── the log was begun anew ──\n';

/**
 * Reads the log of a run: of the whole build, as Jenkins keeps it.
 *
 * Jenkins sends all that follows an offset, with line ends of its own, and says at which offset that ends. So the cursor
 * moves from one such offset to the next, and between them says how much of the text was read; a line that is not
 * written to its end yet is left for the next chunk.
 */
export async function readLog(
  { client, resolve }: ExecutorContext,
  { runId, target, cursor, signal }: ReadLogRequest<JenkinsTarget>,
): Promise<LogChunk> {
  const reference = runReferenceOf(runId);
  const { job } = resolve(target);
  const call = callFor('log', { job, reference, signal });
  const place = await locate(client, call, reference);
  const build = place.kind === 'build' ? place.number : undefined;
  const position = positionOf(build, cursor);
  if (build === undefined) {
    const isOver = place.kind === 'cancelled' || (place.kind === 'gone' && place.gap === undefined);
    return isOver ? { content: '', complete: true } : { content: '', cursor: cursorOf(position), complete: false };
  }
  const read: ReadPart = (start, skip) =>
    client.getLog(call, build, start, { from: skip, length: MAX_CHUNK_BYTES + 1 });
  return chunkOf(await partAt(position, read));
}

type ReadPart = (start: number, skip: number) => Promise<LogPart>;

interface PlacedPart {
  readonly part: LogPart;
  readonly position: LogPosition;
  readonly rolledOver: boolean;
}

/** Reads the log from a position on. From beyond the end Jenkins sends it from the beginning, without a word. */
async function partAt(position: LogPosition, read: ReadPart): Promise<PlacedPart> {
  const { start, skip } = position;
  const part = await read(start, skip);
  if (part.end >= start && part.seen >= skip) return { part, position, rolledOver: false };
  const isFromBeginning = part.end < start && skip === 0;
  const beginning = { ...position, start: 0, skip: 0 };
  return { part: isFromBeginning ? part : await read(0, 0), position: beginning, rolledOver: true };
}

function chunkOf({ part, position, rolledOver }: PlacedPart): LogChunk {
  const { text, bytes } = nextPiece(part.text, { room: MAX_CHUNK_BYTES, over: !part.more });
  const content = `${rolledOver ? ROLLED_OVER : ''}${text}`;
  const skip = position.skip + bytes;
  if (bytes < part.text.length) return { content, cursor: cursorOf({ ...position, skip }), complete: false };
  if (!part.more) return { content, complete: true };
  return { content, cursor: cursorOf({ ...position, start: part.end, skip: 0 }), complete: false };
}
