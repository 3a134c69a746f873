import type { Clock } from '@sluice/core';
import { createVirtualClock, type VirtualClockOptions } from '@sluice/testkit';

export interface ObservedClock extends Clock {
  advance(milliseconds: number): Promise<void>;
  /** Resolves as soon as somebody sleeps for that long. */
  untilSleeping(milliseconds: number): Promise<void>;
  /** Resolves as soon as nobody sleeps for that long. */
  untilAwake(milliseconds: number): Promise<void>;
}

/** Makes a clock that a test moves, and that tells the test when somebody sleeps. */
export function createObservedClock(options: VirtualClockOptions = {}): ObservedClock {
  const clock = createVirtualClock(options);
  const sleeping: number[] = [];
  const awake = new Map<number, { readonly resolve: () => void }>();
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
        if (!sleeping.includes(milliseconds)) awake.get(milliseconds)?.resolve();
      }
    },
    untilAwake(milliseconds) {
      if (!sleeping.includes(milliseconds)) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      awake.set(milliseconds, { resolve });
      return promise;
    },
    untilSleeping(milliseconds) {
      if (sleeping.includes(milliseconds)) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ milliseconds, resolve });
      return promise;
    },
  };
}
