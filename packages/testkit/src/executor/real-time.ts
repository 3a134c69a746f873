import { setTimeout } from 'node:timers/promises';
import type { ExecutorWorld } from './executor-world.ts';

/** How a real CI system is waited for. @public */
export interface RealTimeOptions {
  /** How long to wait for what a run must come to, in milliseconds. @defaultValue 300000 */
  readonly patienceMs?: number | undefined;
  /** How often to look meanwhile, in milliseconds. @defaultValue 2000 */
  readonly pollIntervalMs?: number | undefined;
  /** How long one answer may take, in milliseconds. @defaultValue 5000 */
  readonly answersWithinMs?: number | undefined;
}

/** The time of a world in which nobody moves the clock. */
export function realTime(
  options: RealTimeOptions,
): Pick<ExecutorWorld, 'now' | 'passTime' | 'patienceMs' | 'pollIntervalMs' | 'answersWithinMs'> {
  return {
    now: Date.now,
    passTime: (milliseconds) => setTimeout(milliseconds),
    patienceMs: options.patienceMs ?? 300_000,
    pollIntervalMs: options.pollIntervalMs ?? 2000,
    answersWithinMs: options.answersWithinMs ?? 5000,
  };
}
