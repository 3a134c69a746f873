import type { Clock } from '@sluice/core';

/** The machine's clock. @public */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Node's own promise of a timer makes an error, with its stack, for each that is given up; most are.
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, milliseconds);
      signal?.addEventListener('abort', abort, { once: true });
    }),
};
