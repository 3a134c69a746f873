import type { Clock } from '@sluice/core';

/** What a check came to: nothing when all is well, else why not. */
export type CheckResult = { readonly failure?: unknown };

export interface KeptCheckOptions {
  readonly clock: Clock;
  /** How long a result is kept, in milliseconds. */
  readonly keepMs: number;
  /** How long the check may take; what takes longer has failed. */
  readonly timeoutMs: number;
  /** Throws where something is wrong; aborted when the time is over. */
  readonly check: (signal: AbortSignal) => Promise<unknown>;
  /** Is told each result. */
  readonly onResult: (result: CheckResult) => void;
}

/** A check whose result is kept for a while, and which is made once however many ask. */
export interface KeptCheck {
  /** Returns the kept result, or else that of a check that is made now. */
  fresh(): Promise<CheckResult>;
  /** Returns the last result at once, and has a new one made where that is old; waits for the very first only. */
  latest(): Promise<CheckResult>;
}

/** Makes a check whose result is kept. */
export function createKeptCheck({ clock, keepMs, timeoutMs, check, onResult }: KeptCheckOptions): KeptCheck {
  let last: CheckResult | undefined;
  let madeAt = 0;
  let underWay: Promise<CheckResult> | undefined;

  async function make(): Promise<CheckResult> {
    const result = await attempt(clock, timeoutMs, check);
    last = result;
    madeAt = clock.now();
    underWay = undefined;
    onResult(result);
    return result;
  }

  function refreshed(): Promise<CheckResult> {
    underWay ??= make();
    return underWay;
  }

  const isKept = (): boolean => clock.now() - madeAt < keepMs;
  return {
    async fresh() {
      return last !== undefined && isKept() ? last : refreshed();
    },
    async latest() {
      if (last === undefined) return refreshed();
      // Never rejects.
      if (!isKept()) void refreshed();
      return last;
    },
  };
}

async function attempt(
  clock: Clock,
  timeoutMs: number,
  check: (signal: AbortSignal) => Promise<unknown>,
): Promise<CheckResult> {
  const late = new AbortController();
  const answered = new AbortController();
  const tooLate = clock.sleep(timeoutMs, answered.signal).then(() => {
    const failure = new Error(`There was no answer within ${timeoutMs} ms.`);
    late.abort(failure);
    throw failure;
  });
  try {
    await Promise.race([check(late.signal), tooLate]);
    return {};
  } catch (failure) {
    return { failure };
  } finally {
    answered.abort();
    tooLate.catch(() => {});
  }
}
