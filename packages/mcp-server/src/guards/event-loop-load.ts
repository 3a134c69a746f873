import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What is used of Node's measurement of the event loop. */
export type LoopDelay = Pick<ReturnType<typeof monitorEventLoopDelay>, 'mean' | 'reset'>;

/** @internal */
export interface LoadMeterOptions {
  /** How late the event loop is on average, in nanoseconds, since the last reset. */
  readonly delay: LoopDelay;
  /** How much of the time since it was last asked the event loop was at work, from 0 to 1. */
  readonly utilization: () => number;
  /** From which average delay on it is too much, in milliseconds. @defaultValue 250 */
  readonly thresholdMs?: number | undefined;
  /** A clock that is never set, in milliseconds. @defaultValue `performance.now` */
  readonly now?: (() => number) | undefined;
}

/** For so long a finding holds; the next one is the average since then. */
const WINDOW_MS = 1000;
/** Who drowns is at work nearly all the time. */
const BUSY = 0.5;

/**
 * Makes what tells whether the event loop is drowning: what it should do comes late, on average over about a second. Who
 * waits costs it nothing; one long computation does not make an average.
 *
 * A process that somebody stops is late as well, as Lambda does between two events: but that had nothing to do.
 */
export function createLoadMeter({
  delay,
  utilization,
  thresholdMs = 250,
  now = () => performance.now(),
}: LoadMeterOptions): () => boolean {
  let measuredAt = now();
  let isTooMuch = false;
  return () => {
    const age = now() - measuredAt;
    if (age < WINDOW_MS) return isTooMuch;
    // When nobody has asked for long, the average is one of long ago as well.
    const isBusy = utilization() > BUSY;
    isTooMuch = age < 3 * WINDOW_MS && isBusy && delay.mean / 1e6 > thresholdMs;
    delay.reset();
    measuredAt = now();
    return isTooMuch;
  };
}

let ofThisProcess: (() => boolean) | undefined;

/** Tells whether this process has more to do than it can. */
export function isEventLoopDrowning(): boolean {
  ofThisProcess ??= startMeter();
  return ofThisProcess();
}

function startMeter(): () => boolean {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let last = performance.eventLoopUtilization();
  const utilization = (): number => {
    const current = performance.eventLoopUtilization();
    const share = performance.eventLoopUtilization(current, last).utilization;
    last = current;
    return share;
  };
  return createLoadMeter({ delay, utilization });
}
