import type { Principal } from '@sluice/core';

/**
 * Decides whether a request of a principal is let in now. The same one stands behind every door.
 *
 * @public
 */
export interface Admission {
  /**
   * Lets a request in; call `release` when it is answered.
   *
   * @throws SluiceError `rate_limited` when the principal asks too often or too much at a time, `overloaded` when the
   * server has enough to do; both with `retryAfterMs`
   */
  admit(principal: Principal): Admitted;
  /** What is left of a principal's rate. */
  rateOf(principal: Principal): RateState;
}

/** A request that was let in. @public */
export interface Admitted {
  /** What is left of the principal's rate, for the answer's headers. */
  readonly rate: RateState;
  release(): void;
}

/** How many requests a principal has left, and when it has all of them again. @public */
export interface RateState {
  /** Requests that the principal may make in a window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** How many of them are left. */
  readonly remaining: number;
  /** When all of them are there again, in seconds. */
  readonly resetSeconds: number;
}
