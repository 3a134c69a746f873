import type { System } from '../world/outages.ts';
import type { World } from '../world/world.ts';
import type { Transit, TransitFault } from './transit.ts';

/** What a call could meet with. */
export interface Hazards<Result> {
  readonly system: System;
  /** How long a call takes one way when all is well, at the most. */
  readonly usualMs: number;
  /** How long one way may take at the worst. */
  readonly slowMs: number;
  /** How likely one of the faults is. */
  readonly probability: number;
  readonly faults: readonly TransitFault<Result>[];
  /** How much likelier than with other calls it is that time is lost: where that matters most. @defaultValue 1 */
  readonly strain?: number | undefined;
  /** What the caller hears while the system is away. */
  readonly away: () => Error;
}

/** Longer than a lease and a settle window together. */
const LONGEST_PAUSE_MS = 400_000;

/** Decides what happens to a call on its way. */
export function drawTransit<Result>(world: World, title: string, hazards: Hazards<Result>): Transit<Result> {
  const { decisions, temper, outages } = world;
  const { system, usualMs, slowMs, probability, faults, strain = 1 } = hazards;
  const slowness = (temper.slow / 2) * strain;
  const usual: Transit<Result> = {
    requestMs: decisions.between(`${title}: there`, 1, usualMs),
    replyMs: decisions.between(`${title}: back`, 1, usualMs),
  };
  const happens = (fault: string, likelihood: number): boolean => {
    if (!decisions.happens(`${title}: ${fault}`, likelihood)) return false;
    world.journal.count(`${system}: ${fault}`);
    return true;
  };
  if (happens('its server dies before it is sent', temper.crash)) return { ...usual, crash: 'before' };
  if (outages.isAway(system)) {
    return { ...usual, arrives: false, instead: { error: hazards.away(), afterMs: usual.requestMs } };
  }
  const fault = faults.find((candidate) => happens(candidate.title, probability / faults.length));
  const slow = happens('it is slow to arrive', slowness)
    ? { requestMs: decisions.between(`${title}: slowly there`, usualMs, slowMs) }
    : happens('its answer is slow', slowness)
      ? { replyMs: decisions.between(`${title}: slowly back`, usualMs, slowMs) }
      : {};
  const pause = happens('its server stands still', temper.pause * strain)
    ? { pauseMs: decisions.between(`${title}: still`, 1_000, LONGEST_PAUSE_MS) }
    : {};
  const crash = happens('its server dies once it took effect', temper.crash) ? ({ crash: 'after' } as const) : {};
  return { ...usual, ...slow, ...fault?.change({ ...usual, ...slow }, title), ...pause, ...crash };
}
