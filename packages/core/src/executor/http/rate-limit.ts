import { channel } from 'node:diagnostics_channel';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Tells each refusal to whoever listens: the channel `sluice:executor.rate-limit` of `node:diagnostics_channel`, with a
 * message `{ waitMs }`, which is how long from then nothing will be sent. It is told within the call of the executor, so
 * that a listener can tell whose it was.
 */
const refusalChannel = channel('sluice:executor.rate-limit');

/**
 * Remembers that a server said 429, so that it is left alone until it wants to be asked again. Where it does not say
 * when, the wait doubles with each refusal, up to a minute, and is never quite the same for two servers of ours.
 *
 * @public
 */
export interface RateLimit {
  /** How long from now nothing should be sent, in milliseconds; 0 when the way is free. */
  waitMs(): number;
  /** Notes a refusal, and returns how long from now nothing should be sent. */
  refused(retryAfterMs: number | undefined): number;
  /** Notes that a request was let through. */
  passed(): void;
}

/** What the channel `sluice:executor.rate-limit` tells of a refusal. @public */
export interface RateLimitRefusal {
  /** How long from now nothing will be sent, in milliseconds. */
  readonly waitMs: number;
}

/** The clock and the random numbers by which waits after a refusal are worked out. @public */
export interface RateLimitOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/**
 * Makes the memory of one server's rate limit.
 *
 * @example
 * ```ts
 * const rateLimit = createRateLimit({ now: Date.now, random: Math.random });
 * ```
 * @public
 */
export function createRateLimit({ now, random }: RateLimitOptions): RateLimit {
  let refusals = 0;
  let freeAt = 0;
  const waitMs = (): number => Math.max(0, freeAt - now());
  return {
    waitMs,
    refused(retryAfterMs) {
      refusals += 1;
      const backoff = Math.min(FIRST_WAIT_MS * 2 ** (refusals - 1), LONGEST_WAIT_MS);
      freeAt = Math.max(freeAt, now() + Math.ceil(retryAfterMs ?? backoff * (0.5 + random() / 2)));
      const wait = waitMs();
      refusalChannel.publish({ waitMs: wait } satisfies RateLimitRefusal);
      return wait;
    },
    passed() {
      refusals = 0;
    },
  };
}
