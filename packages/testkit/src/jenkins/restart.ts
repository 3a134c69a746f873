import type { JenkinsRestart } from './faults.ts';
import { isQueued, phaseOf, scheduleOf } from './schedule.ts';
import type { SimulatorState } from './state.ts';

/** How late Jenkins may be with writing its queue down. */
const SAVED_AFTER_MS = 60_000;

/** Crashes and starts Jenkins. */
export function restart(
  state: SimulatorState,
  { losesQueue = false, downForMs = 0 }: JenkinsRestart,
  now: number,
): void {
  if (losesQueue) loseQueue(state, now);
  for (const outage of state.outages) {
    if (outage.kind === 'quiet-down') outage.until ??= now;
  }
  state.outages.push({ kind: 'restart', reason: undefined, from: now, until: now + downForMs });
  state.crumbs.expire();
}

/** What was not written down is gone, and so is the number that the next item would have had. */
function loseQueue(state: SimulatorState, now: number): void {
  const fresh = state.items.filter(({ enqueuedAt }) => enqueuedAt > now - SAVED_AFTER_MS);
  const queued = state.jobs
    .flatMap((job) => scheduleOf(job, state))
    .filter((scheduled) => isQueued(phaseOf(scheduled, state, now)));
  for (const { item } of queued) {
    if (fresh.includes(item)) item.lostAt = now;
  }
  state.nextQueueId = Math.min(state.nextQueueId, ...fresh.map(({ id }) => id));
}
