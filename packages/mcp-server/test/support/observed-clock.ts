import type { Clock } from '@sluice/core';
import { createVirtualClock } from '@sluice/testkit';

export interface ObservedClock extends Clock {
  advance(milliseconds: number): Promise<void>;
  /** Resolves as soon as somebody sleeps for that long. */
  untilSleeping(milliseconds: number): Promise<void>;
}

/** Makes a clock that a test moves, and that tells the test when somebody sleeps. */
export function createObservedClock(): ObservedClock {
  const clock = createVirtualClock();
  const sleeping: number[] = [];
  const waiting: { readonly milliseconds: number; readonly resolve: () => void }[] = [];
  return {
    now: clock.now,
    advance: clock.advance,
    async sleep(milliseconds, signal) {
      sleeping.push(milliseconds);
      for (const entry of waiting) if (entry.milliseconds === milliseconds) entry.resolve();
      try {
        await clock.sleep(milliseconds, signal);
      } finally {
        sleeping.splice(sleeping.indexOf(milliseconds), 1);
      }
    },
    untilSleeping(milliseconds) {
      if (sleeping.includes(milliseconds)) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ milliseconds, resolve });
      return promise;
    },
  };
}
