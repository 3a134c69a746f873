import {
  type Attributes,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { redactSecrets, SluiceError } from '@sluice/core';
import type { Context, MiddlewareHandler } from 'hono';
import { isProbe } from '../http/probe.ts';
import { routeOf } from '../http/route.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { TRACER_NAME } from './trace-context.ts';

/** The tracer that makes a span of each request. @public */
export interface TraceRequestsOptions {
  /** @defaultValue that of the OpenTelemetry SDK that the process has, if it has one */
  readonly tracer?: Tracer | undefined;
}

const HEADERS: TextMapGetter<Headers> = {
  get: (headers, key) => headers.get(key) ?? undefined,
  keys: (headers) => [...headers.keys()],
};

/**
 * Puts each request into a server span, as the semantic conventions of HTTP have it, whose parent is what the request
 * names in `traceparent`. Probes have none.
 *
 * @public
 */
export function traceRequests(options: TraceRequestsOptions = {}): MiddlewareHandler<ServerEnv> {
  const tracer = options.tracer ?? trace.getTracer(TRACER_NAME);
  return async (honoContext, next) => {
    const { method, path, raw } = honoContext.req;
    if (isProbe(path)) return next();
    const parent = propagation.extract(context.active(), raw.headers, HEADERS);
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, parent);
    // Where the process has no SDK, nothing more is to be done.
    if (!isSpanContextValid(span.spanContext())) return next();
    try {
      await context.with(trace.setSpan(parent, span), next);
      if (span.isRecording()) describe(span, honoContext);
    } finally {
      span.end();
    }
  };
}

function describe(span: Span, honoContext: Context<ServerEnv>): void {
  const { method, path } = honoContext.req;
  const { status } = honoContext.res;
  const route = routeOf(honoContext);
  if (route !== undefined) span.updateName(`${method} ${route}`);
  span.setAttributes({
    'http.request.method': method,
    'http.response.status_code': status,
    'url.path': redactSecrets(path),
    ...(route === undefined ? {} : { 'http.route': route }),
    ...attributesOf(honoContext),
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

function attributesOf(honoContext: Context<ServerEnv>): Attributes {
  const executionId = honoContext.get('executionId') ?? honoContext.get('mcp')?.executionId;
  const principal = honoContext.get('principal')?.id;
  const failure = honoContext.get('failure');
  return {
    'sluice.request_id': honoContext.get('requestId'),
    ...(principal === undefined ? {} : { 'sluice.principal': principal }),
    ...(executionId === undefined ? {} : { 'sluice.execution_id': redactSecrets(executionId) }),
    ...(SluiceError.isInstance(failure) ? { 'error.type': failure.code } : {}),
  };
}
