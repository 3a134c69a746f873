/**
 * What the promise rests on: within these limits nothing that the simulation can do breaks an invariant, beyond them it
 * does (`BEYOND_LATENESS` and `BEYOND_SKEW` show it). All times are milliseconds.
 *
 * The one inequality behind them, where `skew` is between any two servers, so twice how far one clock may be off:
 *
 *     latenessMs + visibilityMs + 2 × skew < settleWindowMs
 *
 * A run that a start under the lease leads to is there at the latest `latenessMs` after the lease's end, and is shown
 * `visibilityMs` later. Another server may think the lease over one skew too early, and a third one the settle window
 * over another skew too early: it must still be later than that when it looks for the last time.
 *
 * What else the promise does not cover, and the simulation leaves out or lets pass:
 *
 * - A server that is stopped between its last look at the clock and the sending of a start counts as a start that is
 *   late: `latenessMs` bounds both together. Stopped anywhere else, it may be so for as long as it likes.
 * - A run that was deleted at the CI system before anybody saw it: nothing tells of it, so its execution never started.
 * - A run that somebody at the CI system runs again after its end, or a copy that he makes of it, is his own doing.
 * - The store is one that keeps what its port says; the stores' own suite sees to that.
 */
export interface Limits {
  /** How far a server's clock may be off from the true time, either way. */
  readonly clockSkewMs: number;
  /** How long after it was sent a start may still take effect at the CI system, whatever its sender has heard since. */
  readonly latenessMs: number;
  /** How long a run that exists may be missing from what `find` and `list` see. */
  readonly visibilityMs: number;
  readonly startLeaseMs: number;
  readonly settleWindowMs: number;
  readonly callTimeoutMs: number;
}

/** The service's own defaults, and what they bear. */
export const LIMITS: Limits = {
  clockSkewMs: 5_000,
  latenessMs: 130_000,
  visibilityMs: 25_000,
  startLeaseMs: 60_000,
  settleWindowMs: 180_000,
  callTimeoutMs: 60_000,
};

/** A CI system that carries out a start long after everybody has given it up. */
export const BEYOND_LATENESS: Limits = { ...LIMITS, latenessMs: 600_000 };

/** Servers whose clocks differ by more than the settle window. */
export const BEYOND_SKEW: Limits = { ...LIMITS, clockSkewMs: 600_000 };
