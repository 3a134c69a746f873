import { ExecutorError, SluiceError } from '@sluice/core';
import { check } from './broken-promise.ts';

/** What a promise came to. */
export type Attempt<Value> =
  | { readonly outcome: 'resolved'; readonly value: Value }
  | { readonly outcome: 'rejected'; readonly error: unknown };

/** Waits for a promise, whatever it comes to. */
export async function attempt<Value>(promise: Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { outcome: 'resolved', value: await promise };
  } catch (error) {
    return { outcome: 'rejected', error };
  }
}

/** Waits for a promise that must reject, and returns with what. */
async function rejectionOf(promise: Promise<unknown>, promised: string): Promise<unknown> {
  const result = await attempt(promise);
  check(result.outcome === 'rejected', promised, result);
  return result.error;
}

/** Waits for a promise that must reject with an `ExecutorError`. */
export async function executorErrorOf(promise: Promise<unknown>, promised: string): Promise<ExecutorError> {
  const error = await rejectionOf(promise, promised);
  check(ExecutorError.isInstance(error), `${promised}, with an ExecutorError`, error);
  return error;
}

/** Waits for a promise that must reject with a `SluiceError` that says that the request was no good. */
export async function checkInvalid(promise: Promise<unknown>, promised: string): Promise<void> {
  const error = await rejectionOf(promise, promised);
  const isInvalid = SluiceError.isInstance(error) && error.code === 'invalid_request';
  check(isInvalid, `${promised}, with a SluiceError of code invalid_request`, error);
}
