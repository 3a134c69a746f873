import { SluiceError } from '@sluice/core';

/** Credentials are missing or wrong; the message says which and how, never what they are. */
export function unauthenticated(message: string, cause?: unknown): SluiceError {
  return new SluiceError({ code: 'unauthenticated', message, cause });
}

/** What credentials are checked with can't be had for now. That is no fault of who sent them. */
export function cannotCheck(message: string, retryAfterMs: number): SluiceError {
  return new SluiceError({ code: 'overloaded', message, retryable: true, retryAfterMs });
}

/** The server is set up wrongly. */
export function misconfigured(message: string): SluiceError {
  return new SluiceError({ code: 'invalid_configuration', message });
}
