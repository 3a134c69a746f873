/** A signal that is aborted when a time is over, unless it is cleared before. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  clear(): void;
}

/** Limits something to so many milliseconds, with one timer, which is all that `AbortSignal.any` and `.timeout` cost. */
export function timeLimit(milliseconds: number): TimeLimit {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('The time is over.')), Math.max(0, milliseconds));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
