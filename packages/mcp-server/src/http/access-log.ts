import { context as traceContext } from '@opentelemetry/api';
import { type Clock, redactSecrets, type ServiceLogger, SluiceError } from '@sluice/core';
import type { Context, MiddlewareHandler } from 'hono';
import type { RequestMeasurement, RequestMetrics } from '../telemetry/request-metrics.ts';
import { isComplete } from './answer.ts';
import { errorResponse } from './error-response.ts';
import { createLinePicker, type LinePicker } from './line-picker.ts';
import { isProbe } from './probe.ts';
import { routeOf } from './route.ts';
import type { McpFacts, ServerEnv } from './server-env.ts';
import { isStream, whenSent } from './when-sent.ts';

const SANE_ID = /^[\w.:=+/@-]{1,128}$/;
const SANE_WAIT = /^[1-9]\d?$/;
const MAX_PATH = 200;
const STRANGERS_INTERVAL_MS = 1000;
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
  const strangers = createLinePicker(clock, STRANGERS_INTERVAL_MS);
  return async (context, next) => {
    const startedAt = clock.now();
    const given = context.req.header('x-request-id');
    const requestId = given !== undefined && isTellable(given) ? given : createId();
    context.set('requestId', requestId);
    context.set('answerHeaders', { 'x-request-id': requestId, 'cache-control': 'no-store' });
    try {
      await next();
    } catch (thrown) {
      context.res = errorResponse(context, thrown, logger);
    }
    if (!isComplete(context)) complete(context);
    const kind = kindOf(context);
    if (kind !== 'stream') return tell(options, context, { kind, startedAt, strangers });
    // Whoever reads the stream does so outside of this request's trace.
    const told = traceContext.bind(traceContext.active(), () => tell(options, context, { kind, startedAt, strangers }));
    context.res = whenSent(context.res, told);
  };
}

/** Adds the head of our answers to one that others made, such as the SDK. */
function complete(context: Context<ServerEnv>): void {
  const { headers } = context.res;
  for (const [name, value] of Object.entries(context.get('answerHeaders'))) headers.set(name, value);
}

/** It goes into the log and the answer: somebody may have put a key there. */
function isTellable(requestId: string): boolean {
  return SANE_ID.test(requestId) && (UUID.test(requestId) || redactSecrets(requestId) === requestId);
}

interface Answered {
  readonly kind: RequestMeasurement['kind'];
  readonly startedAt: number;
  /** Picks the lines about those who showed nobody who they are. */
  readonly strangers: LinePicker;
}

function tell({ logger, clock, metrics }: AccessLogOptions, context: Context<ServerEnv>, answered: Answered): void {
  const { kind, startedAt, strangers } = answered;
  const { method, path } = context.req;
  const { status } = context.res;
  const route = routeOf(context);
  const durationMs = clock.now() - startedAt;
  const failure = context.get('failure');
  const mcp = context.get('mcp');
  const code = SluiceError.isInstance(failure) ? failure.code : undefined;
  metrics?.onRequest({ method, route, status, kind, durationMs, code, mcp });
  if ((status === 200 && isProbe(path)) || context.get('isUnlogged') === true) return;
  const principal = context.get('principal')?.id;
  const unwritten = isUnlimited(principal, code) ? 0 : strangers.pick(`${method} ${route ?? 'none'} ${status}`);
  if (unwritten === undefined) return;
  // Each line has all the fields, in the same order: what is undefined is not written, and V8 and the logger are at their
  // fastest with objects of one form.
  const line = {
    request_id: context.get('requestId'),
    method,
    route: route ?? 'none',
    path: route === undefined ? redactSecrets(path).slice(0, MAX_PATH) : undefined,
    status,
    duration_ms: durationMs,
    wait_s: kind === 'wait' ? Number(context.req.query('wait')) : undefined,
    principal,
    // Who asked; where nobody knows who it is, from where.
    remote_address: principal === undefined ? context.env?.remoteAddress : undefined,
    execution_id: tellableId(context.get('executionId') ?? mcp?.executionId),
    mcp_method: mcp?.method,
    mcp_tool: mcp?.tool,
    mcp_protocol_version: mcp?.protocolVersion,
    mcp_error: mcp?.errorType,
    unwritten: unwritten > 0 ? unwritten : undefined,
  };
  const told = failure === undefined ? line : { ...line, ...describeFailure(failure) };
  logger[levelOf(status, code)](told, messageOf(`${method} ${route ?? line.path} ${status}`, mcp));
}

/**
 * Tells whether something else limits how many lines there are: a principal's rate, and for those who fail to show who
 * they are, that of their network. Nothing does for public pages and for what is refused before anybody asks who it is.
 */
function isUnlimited(principal: string | undefined, code: string | undefined): boolean {
  return principal !== undefined || code === 'unauthenticated';
}

/** Somebody may have sent something else than an id, such as a key. */
function tellableId(executionId: string | undefined): string | undefined {
  return executionId === undefined || UUID.test(executionId) ? executionId : redactSecrets(executionId);
}

/** A request that waits takes long because it was asked to, and a stream because there is something to tell. */
function kindOf(context: Context<ServerEnv>): Answered['kind'] {
  if (!isComplete(context) && isStream(context.res)) return 'stream';
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
