import type { Clock } from '@sluice/core';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createExecutionMetrics, type ExecutionMetrics } from './execution-metrics.ts';
import { createExecutorMetrics, type ExecutorMetrics } from './executor-metrics.ts';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.ts';
import { createSweepMetrics, type SweepMetrics } from './sweep-metrics.ts';

/**
 * The numbers of one server. No label has a value that a caller can choose freely, so there are never more series than
 * the config, the API and the tools have names.
 *
 * @public
 */
export interface ServerMetrics extends ExecutionMetrics, SweepMetrics, ExecutorMetrics, RequestMetrics {
  /** The media type of what `render` returns. */
  readonly contentType: string;
  /** Returns all numbers in Prometheus' text format. */
  render(): Promise<string>;
}

/** The clock by which a server's numbers tell how old the last sweep is. @public */
export interface ServerMetricsOptions {
  /** Tells how old the last sweep is. */
  readonly clock: Clock;
}

/**
 * Makes the numbers of a server, those of the process (CPU, memory, event loop) among them, in a registry of their own.
 *
 * @example
 * ```ts
 * const metrics = createServerMetrics({ clock: systemClock });
 * const catalog = await createCatalog({
 *   config,
 *   actionGroups,
 *   wrapExecutor: (executor, name) => observeExecutor(executor, { name, metrics, clock: systemClock }),
 * });
 * const onEvent = metrics.onEvent;
 * const made = createExecutionService({ catalog, store, clock: systemClock, createId, onEvent });
 * const service = observeService(made, { metrics, clock: systemClock });
 * const server = await startPipelineServer({ service, metrics, logger });
 * ```
 * @public
 */
export function createServerMetrics({ clock }: ServerMetricsOptions): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    ...createExecutionMetrics(registry),
    ...createSweepMetrics(registry, clock),
    ...createExecutorMetrics(registry),
    ...createRequestMetrics(registry),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}
