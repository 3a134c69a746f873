import type { Clock } from '@sluice/core';

/** What is left of an invocation. */
export interface Deadline {
  /** Aborted when it is time to answer. */
  readonly signal: AbortSignal;
  /** Ends the timer. */
  clear(): void;
}

/** Makes the signal that is aborted after so many milliseconds, at once when there are none. */
export function createDeadline(clock: Clock, milliseconds: number): Deadline {
  const over = new AbortController();
  const cleared = new AbortController();
  const abort = (): void => over.abort(new Error('The time of the invocation is over.'));
  if (milliseconds <= 0) abort();
  else clock.sleep(milliseconds, cleared.signal).then(abort, () => {});
  return { signal: over.signal, clear: () => cleared.abort() };
}
