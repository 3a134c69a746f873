import type { Clock } from '@sluice/core';
import { systemClock } from '../lambda/system-clock.ts';

/** What is waited before each further try, in milliseconds, less up to half of it at random. */
const WAITS_MS: readonly number[] = [400, 1200, 3600];

/** Said of a request that was not taken up, by a service that would take it up a moment later. */
const TURNED_AWAY: readonly string[] = [
  'ThrottlingException',
  'ModelNotReadyException',
  'RetryableConflictException',
  'TooManyRequestsException',
];

/** What a repetition is given. */
export interface Repetition {
  readonly signal: AbortSignal;
  /** @defaultValue the machine's */
  readonly clock?: Pick<Clock, 'sleep'> | undefined;
  /** Returns a number from 0 up to 1. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

/** Whether an error says that a request was not taken up, and would be a moment later. */
export function wasTurnedAway(error: unknown): boolean {
  return error instanceof Error && TURNED_AWAY.includes(error.name);
}

/**
 * Makes an attempt, and again for as long as it is turned away, four times at the most. Nothing else is repeated: after a
 * broken connection or an error of the service, nobody knows whether the agent is at work, and a second turn could start
 * a second pipeline. That is why the SDK's own repetition is off.
 *
 * @throws what the attempt throws; when time runs out while it waits, what the last one threw
 */
export async function repeatWhileTurnedAway<T>(attempt: () => Promise<T>, repetition: Repetition): Promise<T> {
  for (const waitMs of WAITS_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!wasTurnedAway(error) || !(await waited(waitMs, repetition))) throw error;
    }
  }
  return attempt();
}

/** Waits, and returns whether there is time left to go on. */
async function waited(milliseconds: number, repetition: Repetition): Promise<boolean> {
  const { signal, clock = systemClock, random = Math.random } = repetition;
  // Those that were turned away together should not come again together.
  await clock.sleep(milliseconds * (1 - random() / 2), signal).catch(() => undefined);
  return !signal.aborted;
}
