import { SluiceError } from '../errors/sluice-error.ts';

/** Where a listing of a store goes on: after this execution, in the order of the listing. @public */
export interface CursorPosition {
  /** Milliseconds since the epoch: the time that the listing is ordered by. */
  readonly time: number;
  readonly executionId: string;
}

/**
 * Makes the cursor of a store's listing, opaque to whoever carries it.
 *
 * @param listing - Names the listing, so that no other one takes the cursor for its own
 * @public
 */
export function encodeCursor(listing: string, { time, executionId }: CursorPosition): string {
  return Buffer.from(JSON.stringify([listing, time, executionId])).toString('base64url');
}

/**
 * Reads a cursor that the same listing gave.
 *
 * @throws SluiceError `invalid_request` for any other text
 * @public
 */
export function decodeCursor(listing: string, cursor: string): CursorPosition {
  const [origin, time, executionId] = parse(cursor);
  if (origin === listing && Number.isSafeInteger(time) && typeof executionId === 'string') {
    return { time: Number(time), executionId };
  }
  throw new SluiceError({
    code: 'invalid_request',
    message: 'The cursor is not one that this list gave. Leave it out to begin at the first page.',
    fields: [{ field: 'cursor', message: 'is not a cursor of this list' }],
  });
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
