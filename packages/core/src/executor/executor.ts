import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { AnswerApprovalRequest, AnswerApprovalResult, PendingApproval } from './approval.ts';
import type {
  CancelForce,
  CancelRequest,
  FindRequest,
  ListRequest,
  ReadLogRequest,
  RunRequest,
  StartRequest,
} from './requests.ts';
import type { LogChunk, Run, RunSummary } from './run.ts';
import type { WebhookRequest, WebhookResult } from './webhook.ts';

/**
 * The plug for one CI system. `@sluice/testkit` has the suite that proves one.
 *
 * Every method takes an `AbortSignal`, rejects with its reason when it is aborted, and then sends nothing more. Failures
 * of the CI system are `ExecutorError`s, in words that name neither its host nor a secret. A run that fails is data,
 * never an exception.
 *
 * An executor keeps nothing that a second server would miss: whatever must outlive the process is in the run id.
 *
 * @public
 */
export interface PipelineExecutor<Target = unknown> {
  readonly specificationVersion: 'v1';
  /** Name of the CI system, as it appears in records and answers: `gitlab`, `jenkins`. */
  readonly name: string;
  /** Which of the optional parts it has. The catalog refuses an executor whose methods say otherwise. */
  readonly capabilities: ExecutorCapabilities;
  /** Validates the `target` of a catalog entry: what this executor needs to find the pipeline. */
  readonly targetSchema: StandardSchemaV1<unknown, Target>;

  /**
   * Starts one run, with exactly one request to the CI system that can start one.
   *
   * Never repeats that request, whatever came back or did not: who does not know whether a run was started looks with
   * `find`. Requests that come before and start nothing, such as a check of the job's parameters, may be repeated.
   *
   * The execution id must travel into the run (it is among the variables as `SLUICE_EXECUTION_ID`), so that `find`
   * can look it up. Where the CI system drops values that it does not know, the executor must make sure before it
   * starts that this one is taken.
   *
   * @throws ExecutorError with `outcome: 'not_started'` only where it is certain that no run exists and none will come
   * of this request; with `outcome: 'unknown'` in all other cases: 5xx, timeouts, resets, answers that make no sense
   */
  start(request: StartRequest<Target>): Promise<Run>;

  /**
   * Looks for the run of an execution whose start had no answer. May be repeated. Never starts anything.
   *
   * Answers `absent` only for "not there now": whether a run may still appear is for the caller's settle window. Never
   * answers `absent` where it could not look everywhere: that is `indeterminate`. Never picks a run by its time, ref or
   * user alone, and never one of several: that is `ambiguous`.
   *
   * @throws ExecutorError when the CI system can't be asked
   */
  find(request: FindRequest<Target>): Promise<FindResult>;

  /**
   * Reads a run. May be repeated. The id of the run that it returns may be another one than was asked for, where the CI
   * system has changed it; both keep finding the run.
   *
   * @throws ExecutorError when the CI system can't be asked; with `runIsGone` when it is certain that it has the run no
   * more
   */
  get(request: RunRequest<Target>): Promise<Run>;

  /**
   * Lists the runs of a target that changed since a time, newest first, in as few calls as the CI system allows. May be
   * repeated. One that is missing from the list may have changed all the same, where it is long.
   *
   * @throws ExecutorError when the CI system can't be asked
   */
  list(request: ListRequest<Target>): Promise<readonly RunSummary[]>;

  /**
   * Asks the CI system to stop a run. Resolves when the CI system took it on, not when the run has stopped; a run that
   * has finished is no error. May be repeated. Never goes further than `force` says.
   *
   * @throws ExecutorError when the CI system can't be asked, forbids it, or is seen to have done nothing about it
   */
  cancel(request: CancelRequest<Target>): Promise<void>;

  /**
   * Reads the log of a run from where `cursor` points. May be repeated with the same cursor. Chunks that are read one
   * after the other are the whole log, each byte once.
   *
   * @throws ExecutorError when the CI system can't be asked
   * @throws SluiceError `invalid_request` for a cursor that no chunk of this log had
   */
  readLog(request: ReadLogRequest<Target>): Promise<LogChunk>;

  /**
   * Runs what failed in a finished run again, within that run, which keeps its id. Present with the capability `retry`.
   * Must not be repeated without a look at the run in between; never makes a new run, which is what `start` is for.
   *
   * @returns the run as it is then
   * @throws ExecutorError when the CI system can't be asked, forbids it or has nothing to run again
   */
  retry?(request: RunRequest<Target>): Promise<Run>;

  /**
   * Lists what the run waits for a person to say. Present with the capability `approvals`. May be repeated.
   *
   * @throws ExecutorError when the CI system can't be asked
   */
  pendingApprovals?(request: RunRequest<Target>): Promise<readonly PendingApproval[]>;

  /**
   * Answers one pending approval. Present with the capability `approvals`. After an unknown outcome it may be asked
   * again: it looks first, and never answers another question than the one that `approvalId` names.
   *
   * @throws ExecutorError when the CI system can't be asked, forbids it or refuses the inputs
   * @throws SluiceError `invalid_request` for an id that is none of this run's approvals, and for a rejection of what
   * can't be rejected
   */
  answerApproval?(request: AnswerApprovalRequest<Target>): Promise<AnswerApprovalResult>;

  /**
   * Reads a webhook of the CI system, once its sender has proved who it is, in constant time. Present with the
   * capability `webhooks`. May be repeated. Starts nothing, sends nothing and never rejects for what a stranger sent.
   */
  receiveWebhook?(request: WebhookRequest): Promise<WebhookResult>;
}

/** What of the port an executor has beyond what every one must have. @public */
export interface ExecutorCapabilities {
  /** Whether it has `retry`. */
  readonly retry: boolean;
  /** Whether it has `pendingApprovals` and `answerApproval`. */
  readonly approvals: boolean;
  /** Whether it has `receiveWebhook`. */
  readonly webhooks: boolean;
  /** How much further than asking `cancel` can go, mildest first. @example ['terminate', 'kill'] */
  readonly force: readonly CancelForce[];
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
