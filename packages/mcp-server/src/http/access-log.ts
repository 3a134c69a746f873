import { context as traceContext } from '@opentelemetry/api';
import { type Clock, redactSecrets, type ServiceLogger, SluiceError } from '@sluice/core';
import type { Context, MiddlewareHandler } from 'hono';
import type { RequestMeasurement, RequestMetrics } from '../telemetry/request-metrics.ts';
import { errorResponse } from './error-response.ts';
import { isProbe } from './probe.ts';
import { routeOf } from './route.ts';
import type { McpFacts, ServerEnv } from './server-env.ts';
import { isStream, whenSent } from './when-sent.ts';

const SANE_ID = /^[\w.:=+/@-]{1,128}$/;
const SANE_WAIT = /^[1-9]\d?$/;
const MAX_PATH = 200;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @internal */
export interface AccessLogOptions {
  readonly logger: ServiceLogger;
  readonly clock: Clock;
  readonly createId: () => string;
  /** Takes down every answered request. @defaultValue nothing does */
  readonly metrics?: RequestMetrics | undefined;
}

/**
 * Gives each request an id, which its answer names too, and writes one line when it is answered; where the answer is a
 * stream, when that has ended.
 */
export function accessLog(options: AccessLogOptions): MiddlewareHandler<ServerEnv> {
  const { logger, clock, createId } = options;
  return async (context, next) => {
    const startedAt = clock.now();
    const given = context.req.header('x-request-id');
    const requestId = given !== undefined && isTellable(given) ? given : createId();
    context.set('requestId', requestId);
    context.header('x-request-id', requestId);
    context.header('cache-control', 'no-store');
    try {
      await next();
    } catch (thrown) {
      context.res = errorResponse(context, thrown, logger);
    }
    addHeaders(context.res, requestId);
    const kind = kindOf(context);
    if (kind !== 'stream') return tell(options, context, { kind, startedAt });
    // Whoever reads the stream does so outside of this request's trace.
    const told = traceContext.bind(traceContext.active(), () => tell(options, context, { kind, startedAt }));
    context.res = whenSent(context.res, told);
  };
}

/** Puts them into an answer that was not made with Hono's context: changing any other one makes it anew. */
function addHeaders({ headers }: Response, requestId: string): void {
  if (headers.has('x-request-id')) return;
  headers.set('x-request-id', requestId);
  headers.set('cache-control', 'no-store');
}

/** It goes into the log and the answer: somebody may have put a key there. */
function isTellable(requestId: string): boolean {
  return SANE_ID.test(requestId) && (UUID.test(requestId) || redactSecrets(requestId) === requestId);
}

interface Answered {
  readonly kind: RequestMeasurement['kind'];
  readonly startedAt: number;
}

function tell({ logger, clock, metrics }: AccessLogOptions, context: Context<ServerEnv>, answered: Answered): void {
  const { kind, startedAt } = answered;
  const { method, path } = context.req;
  const { status } = context.res;
  const route = routeOf(context);
  const durationMs = clock.now() - startedAt;
  const failure = context.get('failure');
  const mcp = context.get('mcp');
  const code = SluiceError.isInstance(failure) ? failure.code : undefined;
  metrics?.onRequest({ method, route, status, kind, durationMs, code, mcp });
  if ((status === 200 && isProbe(path)) || context.get('isUnlogged') === true) return;
  const line = {
    request_id: context.get('requestId'),
    method,
    route: route ?? 'none',
    ...(route === undefined ? { path: redactSecrets(path).slice(0, MAX_PATH) } : {}),
    status,
    duration_ms: durationMs,
    ...(kind === 'wait' ? { wait_s: Number(context.req.query('wait')) } : {}),
    ...senderOf(context),
    execution_id: tellableId(context.get('executionId') ?? mcp?.executionId),
    ...describeMcp(mcp),
    ...describeFailure(failure),
  };
  logger[levelOf(status, code)](line, messageOf(`${method} ${route ?? line.path} ${status}`, mcp));
}

/** Somebody may have sent something else than an id, such as a key. */
function tellableId(executionId: string | undefined): string | undefined {
  return executionId === undefined || UUID.test(executionId) ? executionId : redactSecrets(executionId);
}

/** A request that waits takes long because it was asked to, and a stream because there is something to tell. */
function kindOf(context: Context<ServerEnv>): Answered['kind'] {
  if (isStream(context.res)) return 'stream';
  return SANE_WAIT.test(context.req.query('wait') ?? '') ? 'wait' : 'plain';
}

/** A server that sheds load does what it should. */
function levelOf(status: number, code: string | undefined): 'info' | 'warn' | 'error' {
  if (code === 'overloaded') return 'warn';
  return status >= 500 ? 'error' : 'info';
}

function messageOf(answer: string, mcp: McpFacts | undefined): string {
  if (mcp === undefined) return answer;
  return mcp.tool === undefined ? `${answer} ${mcp.method}` : `${answer} ${mcp.method} ${mcp.tool}`;
}

/** Who asked; where nobody knows who it is, from where. */
function senderOf(context: Context<ServerEnv>): Record<string, unknown> {
  const principal = context.get('principal')?.id;
  return principal === undefined ? { remote_address: context.env?.remoteAddress } : { principal };
}

function describeMcp(mcp: McpFacts | undefined): Record<string, unknown> {
  if (mcp === undefined) return {};
  const { method, tool, protocolVersion, errorType } = mcp;
  return { mcp_method: method, mcp_tool: tool, mcp_protocol_version: protocolVersion, mcp_error: errorType };
}

function describeFailure(failure: unknown): Record<string, unknown> {
  if (!SluiceError.isInstance(failure)) return {};
  const { code, message, cause, executionId } = failure;
  return {
    code,
    reason: redactSecrets(message),
    ...(executionId === undefined ? {} : { execution_id: executionId }),
    ...(cause instanceof Error && cause.message !== message ? { cause: redactSecrets(cause.message) } : {}),
  };
}
