/** How far a run is, in words that are the same for every CI system. @public */
export type RunStatus = 'queued' | 'running' | 'blocked' | 'succeeded' | 'failed' | 'cancelled';

/** A run as the CI system has it now. @public */
export interface Run {
  /** As the CI system names it; together with the target it finds the run again. */
  readonly id: string;
  /** Where a person can look at it. */
  readonly url?: string | undefined;
  /**
   * `blocked`: it goes on only when somebody answers or a time comes. A run that ended without doing anything has
   * `failed`; a status that the executor does not know counts as `running`, so that it is looked at again.
   */
  readonly status: RunStatus;
  /** The status in the CI system's own words. */
  readonly rawStatus: string;
  /** In their order, as far as the CI system tells. */
  readonly stages: readonly Stage[];
  /** Why it failed; present only when `status` is `failed`. */
  readonly failure?: RunFailure | undefined;
}

/** As much of a run as a list tells: which one it is and how far. @public */
export type RunSummary = Pick<Run, 'id' | 'status' | 'rawStatus'>;

/** One named part of a run, and how far it is. @public */
export interface Stage {
  readonly name: string;
  readonly status: StageStatus;
}

/** How far a part of a run is; `skipped`: the run went on without it. @public */
export type StageStatus = 'pending' | 'running' | 'blocked' | 'succeeded' | 'failed' | 'cancelled' | 'skipped';

/** Why a run did not succeed, and where in it. @public */
export interface RunFailure {
  /** `skipped`: the run ended without doing anything. */
  readonly kind: 'failed' | 'skipped';
  readonly message: string;
  /** The job that failed. */
  readonly job?: string | undefined;
  readonly stage?: string | undefined;
  /** End of the failed job's log, as the CI system gave it: untrusted text. */
  readonly logTail?: string | undefined;
}

/** One piece of a run's log, and where the next one begins. @public */
export interface LogChunk {
  /** As the CI system gave it: untrusted text. */
  readonly content: string;
  /** Where to go on; absent when the log is complete. */
  readonly cursor?: string | undefined;
  /** Whether the run has finished and all of its log was read. */
  readonly complete: boolean;
}
