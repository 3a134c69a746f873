import type { LambdaContext } from './lambda-context.ts';

/** How long one invocation may go on, so that there is time left to answer. */
export interface Deadline {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds until then, 0 at the least. */
  remainingMs(): number;
}

/** How much of the invocation's time is kept for the answer, in milliseconds. */
export const DEADLINE_MARGIN_MS = 1500;

/** Returns the deadline of an invocation: the one that Lambda sets, less a margin for the answer. */
export function deadlineOf(context: LambdaContext, marginMs: number): Deadline {
  const remainingMs = (): number => Math.max(0, Math.floor(context.getRemainingTimeInMillis() - marginMs));
  let signal: AbortSignal | undefined;
  return {
    // Made where it is used: a timer costs more than all the rest of an answer that asks nobody.
    get signal() {
      signal ??= signalAfter(remainingMs());
      return signal;
    },
    remainingMs,
  };
}

function signalAfter(milliseconds: number): AbortSignal {
  return milliseconds === 0 ? AbortSignal.abort() : AbortSignal.timeout(milliseconds);
}

/**
 * Waits for a promise no longer than until the signal is aborted.
 *
 * @throws the signal's reason when it comes first; what the promise does then is ignored
 */
export function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
