import { type Clock, type Principal, SluiceError } from '@sluice/core';
import { systemClock } from '../system-clock.ts';
import type { Admission, Admitted } from './admission.ts';
import { isEventLoopDrowning } from './event-loop-load.ts';
import { type Allowance, fullAllowance, type Rate, rateState, useAllowance } from './rate.ts';
import { createRecentEntries } from './recent-entries.ts';

/** How much the server takes on, from each principal and from all of them. @public */
export interface AdmissionOptions {
  /** How often a principal may ask in a minute, in the long run. @defaultValue 600 */
  readonly requestsPerMinute?: number | undefined;
  /** How often a principal may ask at once. @defaultValue `requestsPerMinute` */
  readonly burst?: number | undefined;
  /** How many requests of a principal may be under way; one that waits for an execution or follows a log is. @defaultValue 50 */
  readonly concurrency?: number | undefined;
  /** How many requests of all principals may be under way. @defaultValue 500 */
  readonly maxConcurrency?: number | undefined;
  /** Tells whether the server has more to do than it can. @defaultValue the event loop is at work and a quarter of a second late */
  readonly load?: (() => boolean) | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

interface Share extends Allowance {
  /** Requests under way. */
  active: number;
}

/** So many principals are remembered: tokens can name any number of them. Who is forgotten starts afresh. */
const MAX_PRINCIPALS = 10_000;
const RETRY_MS = { concurrency: 1000, overload: 2000 } as const;

/**
 * Makes what lets requests in: each principal as often as it may, as much at a time as it may, and as long as the server
 * can cope. It counts in the memory of this process: of two servers, each lets as much in.
 *
 * @example
 * ```ts
 * const admission = createAdmission({ requestsPerMinute: 120, concurrency: 10 });
 * const server = await startPipelineServer({ service, logger, authenticate, admission });
 * ```
 * @throws SluiceError `invalid_configuration` when a limit is less than 1
 * @public
 */
export function createAdmission(options: AdmissionOptions = {}): Admission {
  const { requestsPerMinute = 600, burst = requestsPerMinute, concurrency = 50, maxConcurrency = 500 } = options;
  const { load = isEventLoopDrowning, clock = systemClock } = options;
  requireLimits({ requestsPerMinute, burst, concurrency, maxConcurrency });
  const rate: Rate = { perMinute: requestsPerMinute, burst };
  const shares = createRecentEntries<Share>({
    limit: MAX_PRINCIPALS,
    create: () => ({ active: 0, ...fullAllowance(rate) }),
    mayForget: ({ active }) => active === 0,
  });
  let active = 0;

  function admit({ id }: Principal): Admitted {
    if (active >= maxConcurrency || load()) throw overloaded();
    const share = shares.entryOf(id);
    if (share.active >= concurrency) throw tooMuchAtOnce(concurrency);
    const now = clock.now();
    const waitMs = useAllowance(share, rate, now);
    if (waitMs > 0) throw tooOften(rate, waitMs);
    active += 1;
    share.active += 1;
    let isReleased = false;
    return {
      rate: rateState(share, rate, now),
      release() {
        if (isReleased) return;
        isReleased = true;
        active -= 1;
        share.active -= 1;
      },
    };
  }

  return { admit, rateOf: ({ id }) => rateState(shares.entryOf(id), rate, clock.now()) };
}

function requireLimits(limits: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(limits)) {
    if (value >= 1) continue;
    throw new SluiceError({ code: 'invalid_configuration', message: `${name} must be 1 or more; it is ${value}.` });
  }
}

function overloaded(): SluiceError {
  return new SluiceError({
    code: 'overloaded',
    message: 'The server has enough to do. Nothing was done; ask again in a moment.',
    retryable: true,
    retryAfterMs: RETRY_MS.overload,
  });
}

function tooMuchAtOnce(concurrency: number): SluiceError {
  return new SluiceError({
    code: 'rate_limited',
    message: `No more than ${concurrency} of your requests may be under way at a time. Wait for one to be answered.`,
    retryable: true,
    retryAfterMs: RETRY_MS.concurrency,
  });
}

function tooOften(rate: Rate, waitMs: number): SluiceError {
  const seconds = Math.ceil(waitMs / 1000);
  return new SluiceError({
    code: 'rate_limited',
    message: `You may ask ${rate.perMinute} times in a minute, and have asked more often. Ask again in ${seconds} s.`,
    retryable: true,
    retryAfterMs: waitMs,
  });
}
