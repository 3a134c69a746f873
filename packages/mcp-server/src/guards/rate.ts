import type { RateState } from './admission.ts';

/** How often something may be done: so many times at once, and at an even pace after that. */
export interface Rate {
  readonly perMinute: number;
  /** How many times at once. */
  readonly burst: number;
}

/** How often somebody may do it now. */
export interface Allowance {
  left: number;
  /** When that was so. */
  at: number;
}

/** The allowance of somebody who has not done it yet. */
export function fullAllowance({ burst }: Rate): Allowance {
  return { left: burst, at: Number.NEGATIVE_INFINITY };
}

/** Uses an allowance once. Returns how long to wait where nothing is left, in milliseconds, else 0. */
export function useAllowance(allowance: Allowance, rate: Rate, now: number): number {
  refill(allowance, rate, now);
  if (allowance.left < 1) return ((1 - allowance.left) * 60_000) / rate.perMinute;
  allowance.left -= 1;
  return 0;
}

/** Tells what is left of an allowance, as the headers of an answer have it. */
export function rateState(allowance: Allowance, rate: Rate, now: number): RateState {
  refill(allowance, rate, now);
  return {
    limit: rate.burst,
    windowSeconds: Math.ceil((rate.burst * 60) / rate.perMinute),
    remaining: Math.floor(allowance.left),
    resetSeconds: Math.ceil(((rate.burst - allowance.left) * 60) / rate.perMinute),
  };
}

/** A clock that is set back gives and takes nothing. */
function refill(allowance: Allowance, { perMinute, burst }: Rate, now: number): void {
  const minutes = Math.max(now - allowance.at, 0) / 60_000;
  allowance.left = Math.min(allowance.left + minutes * perMinute, burst);
  allowance.at = now;
}
