import { type ExecutionService, keepTail, type LogChunk, type Principal, SluiceError } from '@sluice/core';

/** Whose log is read, and for whom. */
export interface LogReading {
  readonly executionId: string;
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

/** The end of a log, as far as it was looked for. */
export interface LogTail extends LogChunk {
  /** Whether the log goes on beyond what was read. */
  readonly isCut: boolean;
}

/** A CI system gives a log from its beginning only: more pieces than this are not read to get to its end. */
const MAX_PIECES = 16;

/** Returns the end of a log, no longer than that many characters. */
export async function readLogTail(
  service: ExecutionService,
  { executionId, principal, signal }: LogReading,
  maxCharacters: number,
): Promise<LogTail> {
  let cursor: string | undefined;
  let content = '';
  for (let pieces = 0; pieces < MAX_PIECES; pieces += 1) {
    const chunk = await service.readLog(executionId, principal, { cursor, signal });
    // A little more than is kept: what is cut off must show.
    content = (content + chunk.content).slice(-2 * maxCharacters);
    const isEnd = chunk.complete || chunk.cursor === undefined || chunk.content === '';
    if (isEnd)
      return { ...chunk, cursor: pageCursor(0, chunk.cursor), content: keepTail(content, maxCharacters), isCut: false };
    cursor = chunk.cursor;
  }
  return { content: keepTail(content, maxCharacters), cursor: pageCursor(0, cursor), complete: false, isCut: true };
}

/** Where a page begins: so many characters into the piece of the log that the CI system's own cursor leads to. */
const CURSOR = /^(\d{1,7})(?:\.(.+))?$/s;

/** The cursor of the first page. */
export const LOG_START = '0';

/**
 * Returns one page of a log.
 *
 * @throws SluiceError `invalid_request` for a cursor that is not of this log, and whatever reading the log throws
 */
export async function readLogPage(
  service: ExecutionService,
  { executionId, principal, signal }: LogReading,
  { cursor, maxCharacters }: { readonly cursor: string; readonly maxCharacters: number },
): Promise<LogChunk> {
  const [, skip, piece] = CURSOR.exec(cursor) ?? [];
  if (skip === undefined) throw foreignCursor();
  const chunk = await service.readLog(executionId, principal, { cursor: piece, signal });
  const end = Number(skip) + maxCharacters;
  const content = chunk.content.slice(Number(skip), end);
  if (chunk.content.length > end) return { content, cursor: pageCursor(end, piece), complete: false };
  return { ...chunk, content, cursor: pageCursor(0, chunk.cursor) };
}

function pageCursor(skip: number, piece: string): string;
function pageCursor(skip: number, piece: string | undefined): string | undefined;
function pageCursor(skip: number, piece: string | undefined): string | undefined {
  if (piece !== undefined) return `${skip}.${piece}`;
  return skip === 0 ? undefined : String(skip);
}

function foreignCursor(): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message: "The cursor is not of this execution's log. Use next_cursor of the answer before, or none for the end.",
    fields: [{ field: 'cursor', message: 'is not a cursor of this log' }],
  });
}
