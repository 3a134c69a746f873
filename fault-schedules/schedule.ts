import type { GitLabFault, JenkinsFault } from '@sluice/testkit';

/** The executors that are tried, each with what makes a difference to it. */
export const SYSTEM_NAMES = ['gitlab-variables', 'gitlab-inputs', 'jenkins'] as const;

export type SystemName = (typeof SYSTEM_NAMES)[number];

/**
 * Something that goes wrong with one request: a fault of the simulators, or one on the way.
 *
 * - `never-answered`: it is carried out, and then nothing comes until whoever waits gives up.
 * - `connection-refused`: it is not sent.
 * - `commit-then-status`: it is carried out, and then a proxy answers.
 */
export type Fault =
  | GitLabFault
  | JenkinsFault
  | { readonly kind: 'never-answered' }
  | { readonly kind: 'connection-refused' }
  | { readonly kind: 'commit-then-status'; readonly status: number };

/** What happens to one execution, and when. Nothing else is left to chance. */
export interface Schedule {
  /** How the CI system is set up; see the system what for. */
  readonly setting: number;
  /** How far the CI system's clock is ahead of ours. */
  readonly skewMs: number;
  /** What strikes the request that starts the run. */
  readonly startFault?: Fault | undefined;
  /** What strikes other requests. */
  readonly faults: readonly { readonly at: number; readonly fault: Fault }[];
  /** When the process is killed: at that request, before it is sent or before its answer comes. */
  readonly kills: readonly { readonly at: number; readonly isSent: boolean }[];
  /** Runs of others that begin just before a request. */
  readonly strangers: readonly { readonly at: number; readonly as: Stranger }[];
  /** Rounds of looking at the run in which it is cancelled. */
  readonly cancels: readonly number[];
  /** How long requests take, one after the other and then from the start again; half of it before they arrive. */
  readonly latenciesMs: readonly number[];
  /** How long we wait between two looks; as `latenciesMs`. */
  readonly pausesMs: readonly number[];
}

/** Whose run it is: nobody's whom we know, another execution's, or one whose id begins as ours. */
export type Stranger = 'nobody' | 'another' | 'similar';
