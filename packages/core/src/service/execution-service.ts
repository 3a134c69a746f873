import type { Catalog } from '../catalog/catalog.ts';
import type { Clock } from '../clock.ts';
import type { ExecutionEvent } from '../execution/event.ts';
import type { Execution } from '../execution/execution.ts';
import type { LogChunk } from '../executor/run.ts';
import type { WebhookRequest } from '../executor/webhook.ts';
import type { EnvironmentQuery, ExecutionPage, ExecutionStore } from '../store/execution-store.ts';
import { cancelExecution } from './cancel.ts';
import { type ExecuteRequest, type ExecuteResult, execute } from './execute.ts';
import { readExecutionLog } from './log.ts';
import { type Principal, requireScope } from './principal.ts';
import { loadExecution } from './record.ts';
import { type Refreshed, refresh } from './refresh.ts';
import { sweep } from './sweep.ts';
import { waitForExecution } from './wait.ts';
import { createDeliveryMemory, type DeliveryMemory, receiveWebhook, type WebhookOutcome } from './webhook.ts';

/**
 * Executes pipelines once, follows what it started and answers for it.
 *
 * @public
 */
export interface ExecutionService {
  readonly catalog: Catalog;

  /**
   * Records an execution and starts its run; or, when the request was made before, returns the execution it made then.
   *
   * A start that the CI system refuses is an execution with the status `failed`, not an error.
   *
   * @throws SluiceError `forbidden`, `pipeline_not_found`, `invalid_parameters`, `idempotency_conflict`,
   * `concurrency_conflict` (names the execution that is in the way), `store_unavailable`
   */
  execute(request: ExecuteRequest, principal: Principal): Promise<ExecuteResult>;

  /**
   * Returns an execution as the CI system has it now.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `store_unavailable`
   */
  get(executionId: string, principal: Principal, options?: GetOptions): Promise<Refreshed>;

  /**
   * Lists the executions of an environment, newest first, as they were last seen.
   *
   * @throws SluiceError `forbidden`, `invalid_request` for a cursor that is not ours, `store_unavailable`
   */
  list(query: EnvironmentQuery, principal: Principal): Promise<ExecutionPage>;

  /**
   * Asks the CI system to stop a run. An execution that has finished is returned as it is.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `execution_not_settled` while it is not known whether there
   * is a run, `executor_failed`, `store_unavailable`
   */
  cancel(executionId: string, principal: Principal): Promise<Execution>;

  /**
   * Reads the log of a run: untrusted text, escape codes and secrets removed.
   *
   * @throws SluiceError `forbidden`, `execution_not_found`, `execution_not_settled` while it is not known whether there
   * is a run, `invalid_request` for a cursor that is not of this log, `executor_failed`, `store_unavailable`
   */
  readLog(executionId: string, principal: Principal, options?: ReadLogOptions): Promise<LogChunk>;

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
   * Refreshes whatever has not finished.
   *
   * @returns how many executions were looked at
   * @throws SluiceError `store_unavailable`
   */
  sweep(signal?: AbortSignal): Promise<number>;
}

/** @public */
export interface GetOptions {
  /** Wait up to this long for the execution to finish or to wait for a person. @defaultValue 0 */
  readonly waitMs?: number | undefined;
  /** Ends the wait; the execution goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** @public */
export interface ReadLogOptions {
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @public */
export interface ExecutionServiceOptions {
  readonly catalog: Catalog;
  readonly store: ExecutionStore;
  readonly clock: Clock;
  /** Makes ids that can't be guessed, such as `crypto.randomUUID`. */
  readonly createId: () => string;
  /** Is told of every change, once it is stored. What it throws is logged and goes no further. */
  readonly onEvent?: ((event: ExecutionEvent) => void | Promise<void>) | undefined;
  readonly logger?: ServiceLogger | undefined;
  /** How often a waiting reader looks at the CI system. @defaultValue 1000 */
  readonly pollIntervalMs?: number | undefined;
  /** How long a start may take before another server may look into it. @defaultValue 60000 */
  readonly startLeaseMs?: number | undefined;
  /** How long a run may still appear after a start without an answer. @defaultValue 180000 */
  readonly settleWindowMs?: number | undefined;
}

/** Where the service says what went wrong behind the scenes; fits pino and Powertools. @public */
export interface ServiceLogger {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** The options with their defaults, and what the parts of the service share besides. */
export type ServiceContext = {
  readonly [Key in keyof ExecutionServiceOptions]-?: Exclude<ExecutionServiceOptions[Key], undefined>;
} & { readonly deliveries: DeliveryMemory };

const DELIVERIES = 10_000;

const SILENT: ServiceLogger = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * Makes the execution service from its parts.
 *
 * @example
 * ```ts
 * const service = createExecutionService({ catalog, store, clock, createId: randomUUID });
 * const { execution } = await service.execute({ pipelineType: 'bootstrap', environment: 'dev' }, principal);
 * ```
 * @public
 */
export function createExecutionService(options: ExecutionServiceOptions): ExecutionService {
  const context: ServiceContext = {
    catalog: options.catalog,
    store: options.store,
    clock: options.clock,
    createId: options.createId,
    onEvent: options.onEvent ?? (() => {}),
    logger: options.logger ?? SILENT,
    pollIntervalMs: options.pollIntervalMs ?? 1000,
    startLeaseMs: options.startLeaseMs ?? 60_000,
    settleWindowMs: options.settleWindowMs ?? 180_000,
    deliveries: createDeliveryMemory(DELIVERIES),
  };
  return {
    catalog: context.catalog,
    async execute(request, principal) {
      requireScope(principal, 'execute');
      return execute(context, request, principal);
    },
    async get(executionId, principal, { waitMs = 0, signal } = {}) {
      requireScope(principal, 'read');
      return waitForExecution(context, { executionId, waitMs, signal });
    },
    async list(query, principal) {
      requireScope(principal, 'read');
      return context.store.listByEnvironment(query);
    },
    async cancel(executionId, principal) {
      requireScope(principal, 'execute');
      return cancelExecution(context, executionId, principal);
    },
    async readLog(executionId, principal, { cursor, signal } = {}) {
      requireScope(principal, 'read');
      return readExecutionLog(context, { executionId, cursor, signal });
    },
    async refresh(executionId) {
      return refresh(context, await loadExecution(context, executionId));
    },
    receiveWebhook: (executorName, request) => receiveWebhook(context, executorName, request),
    sweep: (signal) => sweep(context, signal),
  };
}
