import { context, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import type { TraceContext } from '@sluice/core';

/** What tracers of this package are named. */
export const TRACER_NAME = '@sluice/mcp-server';

/**
 * Returns where the code that runs now stands in a trace, for whatever it calls; undefined where nothing is traced. Fits
 * `traceContext` of the execution service.
 *
 * @example
 * ```ts
 * const service = createExecutionService({ catalog, store, clock, createId, traceContext: activeTraceContext });
 * ```
 * @public
 */
export function activeTraceContext(): TraceContext | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  const { traceparent, tracestate } = carrier;
  return traceparent === undefined ? undefined : { traceparent, tracestate };
}

/** What a log line says of a trace where there is none. */
export const UNTRACED: Readonly<Record<string, string>> = {};

/** Returns what a log line says of the trace that it belongs to. */
export function traceFields(): Readonly<Record<string, string>> {
  const active = trace.getActiveSpan()?.spanContext();
  if (active === undefined || !isSpanContextValid(active)) return UNTRACED;
  return { trace_id: active.traceId, span_id: active.spanId };
}
