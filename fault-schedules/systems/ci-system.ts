import type { PipelineExecutor, RunStatus } from '@sluice/core';
import type { Fault, Stranger } from '../schedule.ts';

/** A run as the CI system has it, whatever an executor says. */
export interface TrueRun {
  /** Stays the same from the queue to the end. */
  readonly key: string;
  readonly executionId: string | undefined;
  readonly status: RunStatus;
}

/** A simulated CI system that is asked in process, and the executor for it. */
export interface CiSystem {
  readonly target: unknown;
  /** Makes an executor without a memory. @param now - The time that it goes by */
  createExecutor(fetch: typeof globalThis.fetch, now: () => number): PipelineExecutor;
  /** Answers a request. */
  answer(request: Request): Promise<Response>;
  isStart(request: Request): boolean;
  /** Tells whether an answer says that a request was not looked at, and may be sent again. */
  isTurnedAway(response: Response): Promise<boolean>;
  /** Lets a fault of the simulator strike the next request. */
  inject(fault: Fault): void;
  clearFaults(): void;
  /** Crashes and starts the CI system. Undefined for one that does not do so. */
  readonly restart?: ((fault: Fault) => void) | undefined;
  /** The runs that there are now. */
  runs(): readonly TrueRun[];
  /** Tells which run an executor means; undefined when there is none, or none any more. */
  runNamed(runId: string): TrueRun | undefined;
  startStranger(as: Stranger, executionId: string): void;
}

/** The execution id of a stranger's run; undefined for none. */
export function idOfStranger(as: Stranger, executionId: string): string | undefined {
  if (as === 'nobody') return undefined;
  return as === 'similar' ? `${executionId}0` : '11111111-1111-4111-8111-111111111111';
}
