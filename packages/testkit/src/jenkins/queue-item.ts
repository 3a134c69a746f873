import type { Job } from './job.ts';
import type { ParameterValue } from './parameters.ts';
import type { JenkinsScript } from './script.ts';

/** A build from when it was asked for. Where it stands is derived from this and the time, never stored. */
export interface QueueItem {
  readonly id: number;
  readonly job: Job;
  readonly parameters: readonly ParameterValue[];
  /** Whoever asked for it; more than one when requests were coalesced. */
  readonly users: string[];
  readonly enqueuedAt: number;
  /** End of the quiet period. */
  readyAt: number;
  /** Lists do not show it before. */
  readonly listedAt: number;
  /** When somebody took it out of the queue. */
  cancelledAt: number | undefined;
  /** When Jenkins crashed and did not have it any more. */
  lostAt: number | undefined;
  /** Whether it can't be read by its id any more. */
  forgotten: boolean;
  /** Resolved. */
  readonly script: JenkinsScript;
  readonly answers: InputAnswer[];
  readonly stops: StopRequest[];
  /** Whether retention has removed its build. */
  discarded: boolean;
  /** What was logged before is not there any more. */
  logCutAt: number;
}

/** What somebody decided at an input step. */
export interface InputAnswer {
  readonly input: string;
  readonly decision: 'proceed' | 'abort';
  readonly user: string;
  readonly values: readonly ParameterValue[];
  readonly at: number;
}

/** That somebody wants a build to stop. */
export interface StopRequest {
  readonly by: 'stop' | 'term' | 'kill';
  readonly user: string;
  readonly at: number;
}
