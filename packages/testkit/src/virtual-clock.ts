import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@sluice/core';

/** A clock that a test moves. @public */
export interface VirtualClock extends Clock {
  /** Moves time on and wakes whoever sleeps until then, in the order of their times. */
  advance(milliseconds: number): Promise<void>;
}

/** When a virtual clock begins, and who moves it on. @public */
export interface VirtualClockOptions {
  /** Milliseconds since the epoch. @defaultValue 2026-01-01T00:00:00Z */
  readonly start?: number | undefined;
  /**
   * Who moves time. `manual`: only `advance`. `auto`: whenever somebody sleeps, time jumps to the earliest wake-up, so
   * that nothing ever waits in real time.
   *
   * @defaultValue 'manual'
   */
  readonly mode?: 'manual' | 'auto' | undefined;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * Makes a clock for tests.
 *
 * @example
 * ```ts
 * const clock = createVirtualClock();
 * const slept = clock.sleep(1000);
 * await clock.advance(1000);
 * await slept;
 * ```
 * @public
 */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  let time = options.start ?? Date.UTC(2026, 0, 1);
  const sleepers: Sleeper[] = [];

  async function advanceTo(target: number): Promise<void> {
    for (;;) {
      const next = sleepers[0];
      if (next === undefined || next.wakeAt > target) break;
      sleepers.shift();
      time = Math.max(time, next.wakeAt);
      next.wake();
      await setImmediate();
    }
    time = Math.max(time, target);
  }

  return {
    now: () => time,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const abort = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          wakeAt: time + Math.max(0, milliseconds),
          wake: () => {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        const later = sleepers.findIndex(({ wakeAt }) => wakeAt > sleeper.wakeAt);
        sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
        if (options.mode === 'auto')
          void setImmediate().then(() => advanceTo(Math.max(time, sleepers[0]?.wakeAt ?? time)));
      });
    },
    advance: (milliseconds) => advanceTo(time + milliseconds),
  };
}
