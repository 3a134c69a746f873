import type { Checks } from '../invariants/checks.ts';
import type { Limits } from '../limits.ts';
import type { Decisions } from '../randomness/decisions.ts';
import type { Temper } from '../randomness/temper.ts';
import type { Journal } from './journal.ts';
import type { Outages } from './outages.ts';
import type { Timeline } from './timeline.ts';

/** What every part of one simulated world shares. */
export interface World {
  readonly limits: Limits;
  readonly decisions: Decisions;
  readonly temper: Temper;
  readonly timeline: Timeline;
  readonly journal: Journal;
  readonly outages: Outages;
  readonly checks: Checks;
}
