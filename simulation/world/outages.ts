import type { Decisions } from '../randomness/decisions.ts';
import type { Timeline } from './timeline.ts';

/** A system that can be away for a while. */
export type System = 'store' | 'CI system';

/** When which system can't be reached. */
export interface Outages {
  isAway(system: System): boolean;
  /** Everything can be reached from now on. */
  end(): void;
}

const PROBABILITY = 0.15;
const LATEST_BEGIN_MS = 280_000;
const SHORTEST_MS = 5_000;
const LONGEST_MS = 90_000;

export function createOutages(decisions: Decisions, timeline: Timeline, count: (fault: string) => void): Outages {
  const spans = new Map<System, readonly [from: number, until: number]>();
  for (const system of ['store', 'CI system'] as const) {
    const name = `the ${system} is away for a while`;
    if (!decisions.happens(name, PROBABILITY)) continue;
    const from = decisions.between(`${name}: from`, 0, LATEST_BEGIN_MS);
    spans.set(system, [from, from + decisions.between(`${name}: for`, SHORTEST_MS, LONGEST_MS)]);
    count(name);
  }
  return {
    isAway(system) {
      const [from, until] = spans.get(system) ?? [0, 0];
      return timeline.elapsed() >= from && timeline.elapsed() < until;
    },
    end: () => spans.clear(),
  };
}
