import type { Job } from './job.ts';
import { afterOutages, restartsUntil } from './outage.ts';
import type { QueueItem } from './queue-item.ts';
import type { SimulatorState } from './state.ts';
import { type BuildTimeline, buildTimeline } from './timeline.ts';

/** What becomes of a queue item, past and to come, as things stand. */
export interface ScheduledItem {
  readonly item: QueueItem;
  /** The build that it waits for after its quiet period. */
  readonly waitsFor: ScheduledBuild | undefined;
  /** When it leaves the queue; undefined: not as things stand. */
  readonly leavesAt: number | undefined;
  /** What it becomes, unless it was cancelled or lost. */
  readonly build: ScheduledBuild | undefined;
}

/** A build with its history. */
export interface ScheduledBuild {
  /** Taken when the item leaves the queue. */
  readonly number: number;
  readonly item: QueueItem;
  /** When it can be seen, a moment after that, without what it was asked for. */
  readonly createdAt: number;
  /** When it tells what it was asked for, and begins. */
  readonly startedAt: number;
  readonly timeline: BuildTimeline;
}

/** How long things take at normal speed, in milliseconds. */
const EXECUTOR_MS = 100;
const CREATION_MS = 30;
const HAND_OVER_MS = 50;
const STOP_MS = 500;

/** Derives what becomes of the items of a job, in the order in which they leave the queue. */
export function scheduleOf(job: Job, state: SimulatorState): readonly ScheduledItem[] {
  const items = state.items
    .filter((item) => item.job === job)
    .toSorted((a, b) => a.readyAt - b.readyAt || a.enqueuedAt - b.enqueuedAt || a.id - b.id);
  const scheduled: ScheduledItem[] = [];
  let number = 1;
  let previous: ScheduledBuild | undefined;
  for (const item of items) {
    const waitsFor = job.concurrent ? undefined : previous;
    const startsAt = startOf(item, waitsFor, state);
    const goneAt = item.cancelledAt ?? item.lostAt;
    if (startsAt === undefined || (goneAt !== undefined && goneAt < startsAt)) {
      scheduled.push({ item, waitsFor, leavesAt: goneAt, build: undefined });
      continue;
    }
    const build = buildOf(item, { number, leavesAt: startsAt, state });
    scheduled.push({ item, waitsFor, leavesAt: startsAt, build });
    previous = build;
    number += 1;
  }
  return scheduled;
}

function startOf(item: QueueItem, waitsFor: ScheduledBuild | undefined, state: SimulatorState): number | undefined {
  const freeAt = waitsFor === undefined ? item.readyAt : waitsFor.timeline.completedAt;
  if (freeAt === undefined) return undefined;
  const executorMs = EXECUTOR_MS / state.speed;
  return afterOutages(Math.max(item.readyAt, freeAt) + executorMs, state.outages, executorMs);
}

function buildOf(
  item: QueueItem,
  { number, leavesAt, state }: { readonly number: number; readonly leavesAt: number; readonly state: SimulatorState },
): ScheduledBuild {
  const startedAt = leavesAt + HAND_OVER_MS / state.speed;
  const restarts = restartsUntil(state.now(), state.outages);
  const timeline = buildTimeline({ item, startedAt, stopMs: STOP_MS / state.speed, restarts });
  return { number, item, createdAt: leavesAt + CREATION_MS / state.speed, startedAt, timeline };
}

/** Returns the builds of a job that there are at a time, oldest first. */
export function buildsAt(job: Job, state: SimulatorState, now: number): readonly ScheduledBuild[] {
  return scheduleOf(job, state)
    .flatMap(({ build }) => build ?? [])
    .filter(({ item, createdAt }) => createdAt <= now && !item.discarded);
}

/** Where a queue item stands. `gone`: it can't be read any more. */
export type QueuePhase = 'waiting' | 'blocked' | 'buildable' | 'left' | 'gone';

const LEFT_ITEM_MS = 5 * 60_000;

/** Tells where a queue item stands at a time. */
export function phaseOf({ item, waitsFor, leavesAt }: ScheduledItem, state: SimulatorState, now: number): QueuePhase {
  if (item.lostAt !== undefined && leavesAt === item.lostAt) return 'gone';
  if (leavesAt !== undefined && leavesAt <= now) {
    const restarted = restartsUntil(now, state.outages).some((at) => at >= leavesAt);
    return restarted || now - leavesAt >= LEFT_ITEM_MS ? 'gone' : 'left';
  }
  if (now < item.readyAt) return 'waiting';
  const freeAt = waitsFor === undefined ? item.readyAt : waitsFor.timeline.completedAt;
  return freeAt === undefined || now < freeAt ? 'blocked' : 'buildable';
}

/** Tells whether a queue item waits. */
export function isQueued(phase: QueuePhase): boolean {
  return phase !== 'left' && phase !== 'gone';
}
