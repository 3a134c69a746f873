import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { type Clock, ExecutorError, type PipelineExecutor, type RateLimitRefusal, redactSecrets } from '@sluice/core';
import type { ExecutorCallMeasurement, ExecutorMetrics } from './executor-metrics.ts';
import { TRACER_NAME } from './trace-context.ts';

/** Where an executor's calls are measured and traced, and under which name. @public */
export interface ObserveExecutorOptions {
  readonly metrics: ExecutorMetrics;
  /** Measures how long calls take. */
  readonly clock: Clock;
  /** Its name in the config. @defaultValue the name of the CI system */
  readonly name?: string | undefined;
  /** @defaultValue that of the OpenTelemetry SDK that the process has, if it has one */
  readonly tracer?: Tracer | undefined;
}

/**
 * Returns an executor that does the same, and whose calls are measured and traced: a span `executor start` for each, with
 * `sluice.executor` and whatever execution or run it is about.
 *
 * @example
 * ```ts
 * const catalog = await loaded.createCatalog(process.env, {
 *   wrapExecutor: (executor, name) => observeExecutor(executor, { name, metrics, clock: systemClock }),
 * });
 * ```
 * @public
 */
export function observeExecutor(executor: PipelineExecutor, options: ObserveExecutorOptions): PipelineExecutor {
  listenForRefusals();
  const observe = createObserver({ ...options, name: options.name ?? executor.name });
  const { specificationVersion, name, capabilities, targetSchema } = executor;
  return {
    specificationVersion,
    name,
    capabilities,
    targetSchema,
    start: observe('start', executor.start.bind(executor)),
    find: observe('find', executor.find.bind(executor)),
    get: observe('get', executor.get.bind(executor)),
    list: observe('list', executor.list.bind(executor)),
    cancel: observe('cancel', executor.cancel.bind(executor)),
    readLog: observe('read_log', executor.readLog.bind(executor)),
    ...optional('retry', executor.retry?.bind(executor), (call) => observe('retry', call)),
    ...optional('pendingApprovals', executor.pendingApprovals?.bind(executor), (call) =>
      observe('pending_approvals', call),
    ),
    ...optional('answerApproval', executor.answerApproval?.bind(executor), (call) => observe('answer_approval', call)),
    ...optional('receiveWebhook', executor.receiveWebhook?.bind(executor), (call) => observe('receive_webhook', call)),
  };
}

/** Where a 429 within a call is taken down. */
const refusalsOf = new AsyncLocalStorage<(waitMs: number) => void>();
let isListening = false;

/** Once for the process: which executor was refused is told by the call that it happens in. */
function listenForRefusals(): void {
  if (isListening) return;
  isListening = true;
  subscribe('sluice:executor.rate-limit', (message) => {
    refusalsOf.getStore()?.((message as RateLimitRefusal).waitMs);
  });
}

function optional<Name extends string, Call>(
  name: Name,
  call: Call | undefined,
  observed: (call: Call) => Call,
): Partial<Record<Name, Call>> {
  return call === undefined ? {} : ({ [name]: observed(call) } as Partial<Record<Name, Call>>);
}

/** What requests of the port have in common. */
interface Subject {
  readonly executionId?: string | undefined;
  readonly runId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Observer = <Request extends Subject, Result>(
  operation: string,
  call: (request: Request) => Promise<Result>,
) => (request: Request) => Promise<Result>;

function createObserver(options: ObserveExecutorOptions & { readonly name: string }): Observer {
  const { metrics, clock, name } = options;
  const tracer = options.tracer ?? trace.getTracer(TRACER_NAME);
  const onRefusal = (waitMs: number): void => metrics.onRateLimit(name, waitMs);
  return (operation, call) => async (request) => {
    const startedAt = clock.now();
    const settings = { kind: SpanKind.CLIENT, attributes: attributesOf(name, request) };
    const tell = (outcome: ExecutorCallMeasurement['outcome']): void =>
      metrics.onExecutorCall({ executor: name, operation, outcome, durationMs: clock.now() - startedAt });
    return tracer.startActiveSpan(`executor ${operation}`, settings, async (span) => {
      try {
        const result = await refusalsOf.run(onRefusal, call, request);
        tell('ok');
        return result;
      } catch (error) {
        const outcome = outcomeOf(operation, error, request.signal);
        tell(outcome);
        noteFailure(span, error, outcome);
        throw error;
      } finally {
        span.end();
      }
    });
  };
}

function attributesOf(executor: string, { executionId, runId }: Subject): Attributes {
  return {
    'sluice.executor': executor,
    ...(executionId === undefined ? {} : { 'sluice.execution_id': executionId }),
    ...(runId === undefined ? {} : { 'sluice.run_id': runId }),
  };
}

function outcomeOf(
  operation: string,
  error: unknown,
  signal: AbortSignal | undefined,
): ExecutorCallMeasurement['outcome'] {
  if (!ExecutorError.isInstance(error)) return signal?.aborted === true ? 'aborted' : failureOf(operation, 'unknown');
  if (error.retryAfterMs !== undefined) return 'held_back';
  return failureOf(operation, error.outcome);
}

function failureOf(operation: string, outcome: ExecutorError['outcome']): ExecutorCallMeasurement['outcome'] {
  return operation === 'start' ? outcome : 'failed';
}

/** Says what went wrong. What is no ExecutorError may say anything, so only its kind is told. */
function noteFailure(span: Span, error: unknown, outcome: ExecutorCallMeasurement['outcome']): void {
  if (!span.isRecording()) return;
  span.setAttribute('error.type', ExecutorError.isInstance(error) ? outcome : kindOf(error, outcome));
  const message = ExecutorError.isInstance(error) ? { message: redactSecrets(error.message) } : {};
  span.setStatus({ code: SpanStatusCode.ERROR, ...message });
}

function kindOf(error: unknown, outcome: string): string {
  return outcome !== 'aborted' && error instanceof Error ? error.name : outcome;
}
