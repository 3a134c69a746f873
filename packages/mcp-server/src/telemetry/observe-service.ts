import { SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import {
  type Clock,
  type ExecuteResult,
  type Execution,
  type ExecutionService,
  SluiceError,
  type SweepReport,
} from '@sluice/core';
import type { ExecutionMetrics } from './execution-metrics.ts';
import type { SweepMetrics } from './sweep-metrics.ts';
import { TRACER_NAME } from './trace-context.ts';

/** Where a service's requests and sweeps are counted, measured and traced. @public */
export interface ObserveServiceOptions {
  readonly metrics: ExecutionMetrics & SweepMetrics;
  /** Measures how long sweeps take. */
  readonly clock: Clock;
  /** @defaultValue that of the OpenTelemetry SDK that the process has, if it has one */
  readonly tracer?: Tracer | undefined;
}

/**
 * Returns a service that does the same, counts the requests that made no execution (those that made one are counted by
 * their events), measures and traces sweeps, and puts executions into the span of whoever asked for them.
 *
 * @example
 * ```ts
 * const metrics = createServerMetrics({ clock });
 * const service = createExecutionService({ catalog, store, clock, createId, onEvent: metrics.onEvent });
 * const observed = observeService(service, { metrics, clock });
 * ```
 * @public
 */
export function observeService(service: ExecutionService, options: ObserveServiceOptions): ExecutionService {
  const { metrics, clock, tracer = trace.getTracer(TRACER_NAME) } = options;
  metrics.expect(service.catalog);

  function note({ execution, replayed }: ExecuteResult): void {
    const { pipelineType, environment } = execution;
    if (replayed) metrics.onNoExecution({ pipelineType, environment, outcome: 'replayed' });
    putIntoSpan(execution);
  }

  async function measuredSweep(signal: AbortSignal | undefined): Promise<SweepReport> {
    const startedAt = clock.now();
    try {
      const report = await service.sweep(signal);
      metrics.onSweep(report, clock.now() - startedAt);
      return report;
    } catch (error) {
      // Who ends a sweep does not fail.
      if (signal?.aborted !== true) metrics.onSweep(undefined, clock.now() - startedAt);
      throw error;
    }
  }

  return {
    ...service,
    async execute(request, principal) {
      try {
        const result = await service.execute(request, principal);
        note(result);
        return result;
      } catch (error) {
        const { pipelineType, environment } = request;
        const outcome = SluiceError.isInstance(error) ? error.code : 'internal_error';
        metrics.onNoExecution({ pipelineType, environment, outcome });
        throw error;
      }
    },
    async retry(executionId, principal, retryOptions) {
      const result = await service.retry(executionId, principal, retryOptions);
      note(result);
      return result;
    },
    async approve(executionId, principal, decisionOptions) {
      const execution = await service.approve(executionId, principal, decisionOptions);
      putIntoSpan(execution);
      return execution;
    },
    sweep: (signal) =>
      tracer.startActiveSpan('sweep', async (span) => {
        try {
          const report = await measuredSweep(signal);
          const { swept, unfinished, looks, left } = report;
          span.setAttributes({ 'sluice.swept': swept, 'sluice.unfinished': unfinished });
          span.setAttributes({ 'sluice.looks': looks, 'sluice.left': left });
          return report;
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      }),
  };
}

function putIntoSpan({ executionId, pipelineType, environment }: Execution): void {
  trace.getActiveSpan()?.setAttributes({
    'sluice.execution_id': executionId,
    'sluice.pipeline_type': pipelineType,
    'sluice.environment': environment,
  });
}
