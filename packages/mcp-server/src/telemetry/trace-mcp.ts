import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { redactSecrets } from '@sluice/core';
import type { McpFacts } from '../http/server-env.ts';
import { TRACER_NAME } from './trace-context.ts';

/** Handles an MCP message and takes down what it asked for, once, before its answer ends. */
export type McpCall<Answer> = (note: (facts: McpFacts) => void) => Promise<Answer>;

/**
 * Handles an MCP message within a span as the semantic conventions of MCP have it: `tools/call get_execution`, whose parent
 * is what the message names in `params._meta.traceparent`, else the span that is active.
 */
export async function traceMcp<Answer>(
  body: unknown,
  call: McpCall<Answer>,
  tracer: Tracer = trace.getTracer(TRACER_NAME),
): Promise<Answer> {
  const around = context.active();
  const parent = mcpParentContext(body, around);
  const span = tracer.startSpan('mcp', { kind: SpanKind.SERVER, links: linksTo(around, parent) }, parent);
  if (!isSpanContextValid(span.spanContext())) return call(() => {});
  const note = (facts: McpFacts): void => {
    describe(span, facts);
    span.end();
  };
  try {
    return await context.with(trace.setSpan(parent, span), call, undefined, note);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    throw error;
  }
}

/** Returns the place in a trace that an MCP message names in `params._meta`, or the fallback where it names none. */
function mcpParentContext(body: unknown, fallback: Context): Context {
  const meta = memberOf(memberOf(body, 'params'), '_meta');
  if (typeof memberOf(meta, 'traceparent') !== 'string') return fallback;
  return propagation.extract(fallback, meta, {
    get(carrier, key) {
      const value = memberOf(carrier, key);
      return typeof value === 'string' ? value : undefined;
    },
    keys: (carrier) => Object.keys(carrier ?? {}),
  });
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** Keeps the way from the trace of the message to that of the request that carried it, where they differ. */
function linksTo(around: Context, parent: Context): { context: ReturnType<Span['spanContext']> }[] {
  const carrier = trace.getSpanContext(around);
  return carrier === undefined || parent === around ? [] : [{ context: carrier }];
}

function describe(span: Span, { method, tool, protocolVersion, executionId, errorType }: McpFacts): void {
  if (!span.isRecording()) return;
  span.updateName(tool === undefined ? method : `${method} ${tool}`);
  const attributes: Attributes = {
    'mcp.method.name': method,
    ...(tool === undefined ? {} : { 'gen_ai.tool.name': tool }),
    ...(protocolVersion === undefined ? {} : { 'mcp.protocol.version': protocolVersion }),
    ...(executionId === undefined ? {} : { 'sluice.execution_id': redactSecrets(executionId) }),
    ...(errorType === undefined ? {} : { 'error.type': errorType }),
  };
  span.setAttributes(attributes);
  if (errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
}
