import { SluiceError } from '@sluice/core';

/** What to do, by SQLite's primary result code. */
const ADVICE: Readonly<Record<number, { readonly message: string; readonly retryable: boolean }>> = {
  3: {
    message: 'Its file may not be used: give this user the right to read and write it and its folder.',
    retryable: false,
  },
  5: { message: 'Another process has been writing for too long. Ask again in a moment.', retryable: true },
  6: { message: 'Another process has been writing for too long. Ask again in a moment.', retryable: true },
  8: { message: 'Its file is read-only: give this user the right to write it and its folder.', retryable: false },
  10: { message: 'Its disk can not be read or written. Check the disk, then ask again.', retryable: true },
  11: { message: 'Its file is damaged: restore it from a backup.', retryable: false },
  13: { message: 'Its disk is full: make room, then ask again.', retryable: true },
  14: { message: 'Its file can not be opened: check that the folder exists and may be written.', retryable: false },
  26: { message: 'Its file is not a SQLite database: move the file away or choose another path.', retryable: false },
};

const CLOSED = { message: 'It has been closed: open it again.', retryable: false };

/** Turns whatever SQLite throws into the error that the port promises. */
export function storeError(cause: unknown): SluiceError {
  if (SluiceError.isInstance(cause)) return cause;
  const advice = isClosed(cause) ? CLOSED : ADVICE[resultCode(cause) ?? -1];
  return new SluiceError({
    code: 'store_unavailable',
    message: `The execution store failed. ${advice?.message ?? 'See the cause in the log of the server, then ask again.'}`,
    retryable: advice?.retryable ?? true,
    cause,
  });
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}

/** Extended result codes carry the primary one in their lowest byte. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}
