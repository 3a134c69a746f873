import { createHmac, timingSafeEqual } from 'node:crypto';
import { SluiceError } from '../errors/sluice-error.ts';
import { canonicalJson } from '../execution/canonical.ts';

/** Where a listing of a store goes on: after this execution, in the order of the listing. @public */
export interface CursorPosition {
  /** Milliseconds since the epoch: the time that the listing is ordered by. */
  readonly time: number;
  readonly executionId: string;
}

/**
 * Writes and reads the cursors of a store's listings.
 *
 * A listing is named by any JSON value that tells it from all others, its filters included: no other listing takes the
 * cursor for its own.
 *
 * @public
 */
export interface CursorCodec {
  /** Makes a cursor: opaque to whoever carries it, and of no use once it was changed. */
  encode(listing: unknown, position: CursorPosition): string;
  /**
   * Reads a cursor that was made for the same listing with the same key.
   *
   * @throws SluiceError `invalid_request` for any other text
   */
  decode(listing: unknown, cursor: string): CursorPosition;
}

/** How much of the HMAC a cursor carries, in bytes: nobody guesses 128 bits. */
const SIGNATURE_BYTES = 16;

/**
 * Makes the codec of a store's cursors from the store's key.
 *
 * @param key - Random bytes that the database itself keeps: so its cursors hold on every server, and in no other database
 *
 * @example
 * ```ts
 * const cursors = createCursorCodec(key);
 * const cursor = cursors.encode(['unfinished'], { time: updatedAt, executionId });
 * ```
 * @public
 */
export function createCursorCodec(key: Uint8Array): CursorCodec {
  function sign(listing: unknown, position: Buffer): Buffer {
    const hmac = createHmac('sha256', key).update(canonicalJson(listing)).update('\n').update(position);
    return hmac.digest().subarray(0, SIGNATURE_BYTES);
  }

  return {
    encode(listing, { time, executionId }) {
      const position = Buffer.from(JSON.stringify([time, executionId]));
      return Buffer.concat([sign(listing, position), position]).toString('base64url');
    },
    decode(listing, cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      const [signature, position] = [bytes.subarray(0, SIGNATURE_BYTES), bytes.subarray(SIGNATURE_BYTES)];
      // Node reads base64url generously: many texts are the same bytes, and only one of them was given.
      const isExact = bytes.toString('base64url') === cursor && signature.length === SIGNATURE_BYTES;
      if (!isExact || !timingSafeEqual(signature, sign(listing, position))) throw foreignCursor();
      const [time, executionId] = JSON.parse(position.toString()) as [number, string];
      return { time, executionId };
    },
  };
}

function foreignCursor(): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message:
      'The cursor is not one that this list gave with these filters. Leave it out to begin at the first page, or ask ' +
      'with the same filters as before.',
    fields: [{ field: 'cursor', message: 'is not a cursor of this list' }],
  });
}
