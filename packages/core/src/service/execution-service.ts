import type { Catalog } from '../catalog/catalog.ts';
import type { ExecutionEvent } from '../execution/event.ts';
import { type Execution, withoutSecrets } from '../execution/execution.ts';
import type { PendingApproval } from '../executor/approval.ts';
import type { CancelForce } from '../executor/requests.ts';
import type { LogChunk } from '../executor/run.ts';
import type { WebhookRequest } from '../executor/webhook.ts';
import type { EnvironmentQuery, ExecutionPage } from '../store/execution-store.ts';
import { decide } from './approve.ts';
import { cancelExecution } from './cancel.ts';
import { type ExecuteRequest, type ExecuteResult, execute } from './execute.ts';
import { readExecutionLog } from './log.ts';
import { canReach, type Principal, requireReach, requireScope, type Scope } from './principal.ts';
import { executionNotFound } from './record.ts';
import { type Refreshed, refresh } from './refresh.ts';
import { type RetryOptions, retryExecution } from './retry.ts';
import { answerApproval, pendingApprovals, type RunApprovalAnswer, type RunApprovalResult } from './run-approvals.ts';
import { createServiceContext } from './service-context.ts';
import type { ExecutionServiceOptions } from './service-options.ts';
import { type SweepReport, sweep } from './sweep/sweep.ts';
import { waitForExecution } from './wait.ts';
import { receiveWebhook, type WebhookOutcome } from './webhook.ts';

/**
 * Executes pipelines once, follows what it started and answers for it. No answer holds the value of a secret parameter.
 * To a principal that is limited to some environments or pipelines, executions of others are not there.
 *
 * @public
 */
export interface ExecutionService {
  readonly catalog: Catalog;

  /**
   * Records an execution and starts its run, or leaves it `awaiting_approval` where the rules want that; or, when the
   * request was made before, returns the execution it made then.
   *
   * A start that the CI system refuses is an execution with the status `failed`, not an error. Scope `execute`.
   *
   * @throws SluiceError `forbidden`, `pipeline_not_found`, `invalid_parameters`, `outside_allowed_hours`,
   * `idempotency_conflict`, `concurrency_conflict` (names the execution that is in the way), `store_unavailable`
   */
  execute(request: ExecuteRequest, principal: Principal): Promise<ExecuteResult>;

  /**
   * Returns an execution as the CI system has it now. Scope `read`.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `store_unavailable`
   */
  get(executionId: string, principal: Principal, options?: GetOptions): Promise<Refreshed>;

  /**
   * Lists the executions of an environment, newest first, as they were last seen. Scope `read`.
   *
   * @throws SluiceError `forbidden`, `invalid_request` for a cursor that is not ours, `store_unavailable`
   */
  list(query: EnvironmentQuery, principal: Principal): Promise<ExecutionPage>;

  /**
   * Approves an execution that awaits it, and starts its run. Of all who decide, one does; who repeats the own decision
   * gets the execution. Scope `approve`, and where the rules ask for a second person, not whoever asked.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `approval_not_pending`, `outside_allowed_hours`,
   * `pipeline_not_found` and `invalid_parameters` where the catalog does not have it any more, `store_unavailable`
   */
  approve(executionId: string, principal: Principal, options?: DecisionOptions): Promise<Execution>;

  /**
   * Denies an execution that awaits approval: nothing of it is ever started. Scope `approve`.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `approval_not_pending`, `store_unavailable`
   */
  deny(executionId: string, principal: Principal, options?: DecisionOptions): Promise<Execution>;

  /**
   * Executes again what has finished without success: a new execution whose `retryOf` is the old one, under today's
   * catalog and rules. An execution is retried once a day: asked again, the same retry is returned. Scope `execute`.
   *
   * @throws SluiceError `retry_not_allowed`, and whatever `execute` throws
   */
  retry(executionId: string, principal: Principal, options?: RetryOptions): Promise<ExecuteResult>;

  /**
   * Stops an execution, in whatever state it is; one that has finished is returned as it is. Where it is not known yet
   * whether there is a run, the wish is kept until it is. May be repeated. Scope `execute`; with `force` also `admin`.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `invalid_request` for a force that the CI system does not
   * have, `executor_failed` when it did not take the wish on (the sweeper tries again), `store_unavailable`
   */
  cancel(executionId: string, principal: Principal, options?: CancelOptions): Promise<Execution>;

  /**
   * Lists what the run of an execution waits for a person to say: manual jobs, input steps. Nothing where the CI system
   * has no such thing. Scope `read`.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `executor_failed`, `store_unavailable`
   */
  pendingApprovals(
    executionId: string,
    principal: Principal,
    signal?: AbortSignal,
  ): Promise<readonly PendingApproval[]>;

  /**
   * Answers one of `pendingApprovals`. Scope `approve`; where the rules ask for a second person, who asked can't approve.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `approval_not_pending` without a run that can be answered,
   * `invalid_request` for an answer that the run does not take, `executor_failed`, `store_unavailable`
   */
  answerApproval(executionId: string, principal: Principal, answer: RunApprovalAnswer): Promise<RunApprovalResult>;

  /**
   * Reads the log of a run: untrusted text, escape codes and secrets removed. Scope `read`.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `execution_not_settled` while it is not known whether there
   * is a run, `invalid_request` for a cursor that is not of this log, `executor_failed`, `store_unavailable`
   */
  readLog(executionId: string, principal: Principal, options?: ReadLogOptions): Promise<LogChunk>;

  /**
   * Reads the audit trail of an execution: every change, oldest first. Scope `read`.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `store_unavailable`
   */
  listEvents(executionId: string, principal: Principal): Promise<readonly ExecutionEvent[]>;

  /**
   * Looks at an execution's run and records what has changed. What webhook, sweeper and reader have in common.
   *
   * @throws SluiceError `execution_not_found`, `store_unavailable`
   */
  refresh(executionId: string): Promise<Refreshed>;

  /**
   * Lets an executor read a webhook of its CI system, and looks at the runs that it tells of. The sender proves who it
   * is to the executor; there is no principal.
   *
   * @throws SluiceError `not_found` when no executor of that name takes webhooks, `store_unavailable`
   */
  receiveWebhook(executorName: string, request: WebhookRequest): Promise<WebhookOutcome>;

  /**
   * Looks after whatever has not finished: settles starts without an answer, follows runs, ends approvals that nobody
   * gave. Any number of servers may do so as often as they like; one at a time does.
   *
   * @throws SluiceError `store_unavailable`
   */
  sweep(signal?: AbortSignal): Promise<SweepReport>;

  /**
   * Reads from the store, to find out whether it answers. Changes nothing.
   *
   * @throws SluiceError `store_unavailable`
   */
  checkStore(): Promise<void>;
}

/** An id that no execution has. */
const NO_EXECUTION = 'check-store';

/** How long to wait for news of an execution, and what ends the wait. @public */
export interface GetOptions {
  /** Wait up to this long for the execution to finish or to wait for a person. @defaultValue 0 */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is noted with an approval or a rejection. @public */
export interface DecisionOptions {
  /** Why, for who reads the record. */
  readonly reason?: string | undefined;
}

/** How hard an execution is to be stopped. @public */
export interface CancelOptions {
  /** Go further than asking the run to stop. @defaultValue the run is asked */
  readonly force?: CancelForce | undefined;
}

/** Where to read on in a run's log, and what ends the reading. @public */
export interface ReadLogOptions {
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the execution service from its parts.
 *
 * @example
 * ```ts
 * const service = createExecutionService({ catalog, store, clock, createId });
 * const { execution } = await service.execute({ pipelineType: 'bootstrap', environment: 'dev' }, principal);
 * ```
 * @public
 */
export function createExecutionService(options: ExecutionServiceOptions): ExecutionService {
  const context = createServiceContext(options);

  async function authorize(executionId: string, principal: Principal, scope: Scope): Promise<void> {
    requireScope(principal, scope);
    if (principal.environments === undefined && principal.pipelines === undefined) return;
    const execution = await context.store.get(executionId);
    if (execution !== undefined && !canReach(principal, execution)) throw executionNotFound(executionId);
  }

  return {
    catalog: context.catalog,
    async execute(request, principal) {
      requireScope(principal, 'execute');
      requireReach(principal, request);
      return shown(await execute(context, { request, principal }));
    },
    async get(executionId, principal, { waitMs = 0, signal } = {}) {
      await authorize(executionId, principal, 'read');
      return shown(await waitForExecution(context, { executionId, waitMs, signal }));
    },
    async list(query, principal) {
      requireScope(principal, 'read');
      requireReach(principal, query);
      const page = await context.store.listByEnvironment(query);
      const executions = page.executions.filter((execution) => canReach(principal, execution));
      return { ...page, executions: executions.map(withoutSecrets) };
    },
    async approve(executionId, principal, { reason } = {}) {
      await authorize(executionId, principal, 'approve');
      return withoutSecrets(await decide(context, { executionId, principal, decision: 'approved', reason }));
    },
    async deny(executionId, principal, { reason } = {}) {
      await authorize(executionId, principal, 'approve');
      return withoutSecrets(await decide(context, { executionId, principal, decision: 'denied', reason }));
    },
    async retry(executionId, principal, retryOptions = {}) {
      await authorize(executionId, principal, 'execute');
      return shown(await retryExecution(context, { executionId, principal, options: retryOptions }));
    },
    async cancel(executionId, principal, { force } = {}) {
      await authorize(executionId, principal, 'execute');
      if (force !== undefined) requireScope(principal, 'admin');
      return withoutSecrets(await cancelExecution(context, { executionId, principal, force }));
    },
    async pendingApprovals(executionId, principal, signal) {
      await authorize(executionId, principal, 'read');
      return pendingApprovals(context, executionId, signal);
    },
    async answerApproval(executionId, principal, answer) {
      await authorize(executionId, principal, 'approve');
      return shown(await answerApproval(context, { executionId, principal, answer }));
    },
    async readLog(executionId, principal, { cursor, signal } = {}) {
      await authorize(executionId, principal, 'read');
      return readExecutionLog(context, { executionId, cursor, signal });
    },
    async listEvents(executionId, principal) {
      await authorize(executionId, principal, 'read');
      const events = await context.store.listEvents(executionId);
      if (events.length === 0) throw executionNotFound(executionId);
      return events.map((event) => ({ ...event, execution: withoutSecrets(event.execution) }));
    },
    refresh: async (executionId) => shown(await refresh(context, executionId, { cause: 'a reader' })),
    receiveWebhook: (executorName, request) => receiveWebhook(context, executorName, request),
    sweep: (signal) => sweep(context, signal),
    async checkStore() {
      await context.store.get(NO_EXECUTION);
    },
  };
}

function shown<Answer extends { readonly execution: Execution }>(answer: Answer): Answer {
  return { ...answer, execution: withoutSecrets(answer.execution) };
}
