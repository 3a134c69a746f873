/** What an executor is given to start a run for an execution. @public */
export interface StartRequest<Target> {
  readonly executionId: string;
  readonly target: Target;
  /** What the run gets, by name. Data: an executor never splices a value into a script or a URL path. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** What an executor is given to look for the run of an execution whose start had no clear answer. @public */
export interface FindRequest<Target> {
  readonly executionId: string;
  readonly target: Target;
  /** The start was attempted at this time, in milliseconds since the epoch; the CI system's clock may differ. */
  readonly startedAt: number;
  /** Run that an authenticated webhook gave for this execution: settles what a search alone can't. */
  readonly sightedRunId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Names one run to an executor, by its id and the target it runs in. @public */
export interface RunRequest<Target> {
  readonly runId: string;
  readonly target: Target;
  readonly signal?: AbortSignal | undefined;
}

/** Names the run that an executor is to stop, and how hard. @public */
export interface CancelRequest<Target> extends RunRequest<Target> {
  /** Only where a person asked for it, and only one of the executor's `capabilities.force`. @defaultValue none: the run is asked */
  readonly force?: CancelForce | undefined;
}

/** What an executor is given to list the recent runs of a target. @public */
export interface ListRequest<Target> {
  readonly target: Target;
  /** Only runs that changed at or after this time, in milliseconds since the epoch. */
  readonly since: number;
  readonly signal?: AbortSignal | undefined;
}

/** Names the run whose log an executor is to read, and where to read on. @public */
export interface ReadLogRequest<Target> extends RunRequest<Target> {
  /** From an earlier chunk; absent for the beginning. */
  readonly cursor?: string | undefined;
}

/**
 * How `cancel` ends a run that did not heed being asked. `terminate`: without waiting for what is running in it.
 * `kill`: also without its cleanup.
 *
 * @public
 */
export type CancelForce = 'terminate' | 'kill';
