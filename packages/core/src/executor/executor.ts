import type { StandardSchemaV1 } from '@standard-schema/spec';

/**
 * The plug for one CI system.
 *
 * Every method takes an `AbortSignal` and rejects with its reason when it is aborted. Failures of the CI system are
 * `ExecutorError`s. A run that fails is data, never an exception.
 *
 * @public
 */
export interface PipelineExecutor<Target = unknown> {
  readonly specificationVersion: 'v1';
  /** Name of the CI system, as it appears in records and answers: `gitlab`, `jenkins`. */
  readonly name: string;
  /** Validates the `target` of a catalog entry: what this executor needs to find the pipeline. */
  readonly targetSchema: StandardSchemaV1<unknown, Target>;

  /**
   * Starts one run, with exactly one request to the CI system that can start one. Never repeats that request.
   *
   * The execution id must travel into the run (it is among the variables as `SLUICE_EXECUTION_ID`), so that `find`
   * can look it up.
   *
   * @throws ExecutorError with `outcome: 'not_started'` only where it is certain that no run exists and none will
   */
  start(request: StartRequest<Target>): Promise<Run>;

  /**
   * Looks for the run of an execution whose start had no answer. Starts nothing; may be repeated.
   *
   * Answers `absent` only for "not there now": whether a run may still appear is for the caller's settle window.
   *
   * @throws ExecutorError when the CI system can't be asked
   */
  find(request: FindRequest<Target>): Promise<FindResult>;

  /**
   * Reads a run. May be repeated.
   *
   * @throws ExecutorError when the CI system can't be asked or does not know the run
   */
  get(request: RunRequest<Target>): Promise<Run>;

  /**
   * Lists the runs of a target that changed since a time, newest first, in as few calls as the CI system allows.
   *
   * @throws ExecutorError when the CI system can't be asked
   */
  list(request: ListRequest<Target>): Promise<readonly RunSummary[]>;

  /**
   * Asks the CI system to stop a run. Resolves when it was asked, not when the run has stopped; a run that has
   * finished is no error. May be repeated.
   *
   * @throws ExecutorError when the CI system can't be asked or forbids it
   */
  cancel(request: RunRequest<Target>): Promise<void>;

  /**
   * Reads the log of a run from where `cursor` points. May be repeated with the same cursor.
   *
   * @throws ExecutorError when the CI system can't be asked
   * @throws SluiceError `invalid_request` for a cursor that no chunk of this log had
   */
  readLog(request: ReadLogRequest<Target>): Promise<LogChunk>;
}

/** @public */
export interface StartRequest<Target> {
  readonly executionId: string;
  readonly target: Target;
  /** What the run gets, by name. Data: an executor never splices a value into a script or a URL path. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** @public */
export interface FindRequest<Target> {
  readonly executionId: string;
  readonly target: Target;
  /** The start was attempted at this time, in milliseconds since the epoch; the CI system's clock may differ. */
  readonly startedAt: number;
  readonly signal?: AbortSignal | undefined;
}

/** @public */
export interface RunRequest<Target> {
  readonly runId: string;
  readonly target: Target;
  readonly signal?: AbortSignal | undefined;
}

/** @public */
export interface ListRequest<Target> {
  readonly target: Target;
  /** Only runs that changed at or after this time, in milliseconds since the epoch. */
  readonly since: number;
  readonly signal?: AbortSignal | undefined;
}

/** @public */
export interface ReadLogRequest<Target> extends RunRequest<Target> {
  /** From an earlier chunk; absent for the beginning. */
  readonly cursor?: string | undefined;
}

/**
 * What became of an execution at the CI system.
 *
 * `ambiguous`: several runs could be it. `indeterminate`: it can't be told, for the reason given.
 *
 * @public
 */
export type FindResult =
  | { readonly outcome: 'found'; readonly run: Run }
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'ambiguous'; readonly runIds: readonly string[] }
  | { readonly outcome: 'indeterminate'; readonly reason: string };

/** @public */
export type RunStatus = 'queued' | 'running' | 'blocked' | 'succeeded' | 'failed' | 'cancelled';

/** A run as the CI system has it now. @public */
export interface Run {
  /** As the CI system names it; together with the target it finds the run again. */
  readonly id: string;
  /** Where a person can look at it. */
  readonly url?: string | undefined;
  readonly status: RunStatus;
  /** The status in the CI system's own words. */
  readonly rawStatus: string;
  readonly stages: readonly Stage[];
  /** Why it failed; present only when `status` is `failed`. */
  readonly failure?: RunFailure | undefined;
}

/** @public */
export type RunSummary = Pick<Run, 'id' | 'status' | 'rawStatus'>;

/** @public */
export interface Stage {
  readonly name: string;
  readonly status: StageStatus;
}

/** @public */
export type StageStatus = 'pending' | 'running' | 'blocked' | 'succeeded' | 'failed' | 'cancelled' | 'skipped';

/** @public */
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

/** @public */
export interface LogChunk {
  /** As the CI system gave it: untrusted text. */
  readonly content: string;
  /** Where to go on; absent when the log is complete. */
  readonly cursor?: string | undefined;
  /** Whether the run has finished and all of its log was read. */
  readonly complete: boolean;
}
