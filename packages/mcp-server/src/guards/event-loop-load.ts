import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What is used of Node's measurement of the event loop. */
export type LoopDelay = Pick<ReturnType<typeof monitorEventLoopDelay>, 'mean' | 'reset'>;

/** @internal */
export interface LoadMeterOptions {
  /** How late the event loop is on average, in nanoseconds, since the last reset. */
  readonly delay: LoopDelay;
  /** From which average delay on it is too much, in milliseconds. @defaultValue 250 */
  readonly thresholdMs?: number | undefined;
  /** A clock that is never set, in milliseconds. @defaultValue `performance.now` */
  readonly now?: (() => number) | undefined;
}

/** For so long a finding holds; the next one is the average since then. */
const WINDOW_MS = 1000;

/**
 * Makes what tells whether the event loop is drowning: what it should do comes late, on average over about a second. Who
 * waits costs it nothing; one long computation does not make an average.
 */
export function createLoadMeter({
  delay,
  thresholdMs = 250,
  now = () => performance.now(),
}: LoadMeterOptions): () => boolean {
  let measuredAt = now();
  let isTooMuch = false;
  return () => {
    const age = now() - measuredAt;
    if (age < WINDOW_MS) return isTooMuch;
    // When nobody has asked for long, the average is one of long ago as well.
    isTooMuch = age < 3 * WINDOW_MS && delay.mean / 1e6 > thresholdMs;
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
  return createLoadMeter({ delay });
}
