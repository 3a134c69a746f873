import { type Clock, redactSecrets, type ServiceLogger, SluiceError } from '@sluice/core';
import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { errorResponse } from './error-response.ts';
import type { ServerEnv } from './server-env.ts';

const SANE_ID = /^[\w.:=+/@-]{1,128}$/;
const MAX_PATH = 200;

/** @internal */
export interface AccessLogOptions {
  readonly logger: ServiceLogger;
  readonly clock: Clock;
  readonly createId: () => string;
}

/** Gives each request an id, which its answer names too, and writes one line when it is answered. */
export function accessLog({ logger, clock, createId }: AccessLogOptions): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const startedAt = clock.now();
    const given = context.req.header('x-request-id');
    const requestId = given !== undefined && SANE_ID.test(given) ? given : createId();
    context.set('requestId', requestId);
    try {
      await next();
    } catch (thrown) {
      context.res = errorResponse(context, thrown, logger);
    }
    context.header('x-request-id', requestId);
    context.header('cache-control', 'no-store');
    if (isHealthy(context)) return;
    const { status } = context.res;
    const route = routeOf(context);
    const line = {
      request_id: requestId,
      method: context.req.method,
      route: route ?? 'none',
      ...(route === undefined ? { path: redactSecrets(context.req.path).slice(0, MAX_PATH) } : {}),
      status,
      duration_ms: clock.now() - startedAt,
      principal: context.get('principal')?.id,
      execution_id: redactSecrets(context.get('executionId') ?? '') || undefined,
      ...describeFailure(context.get('failure')),
    };
    logger[status >= 500 ? 'error' : 'info'](line, `${context.req.method} ${route ?? line.path} ${status}`);
  };
}

/** A probe asks every few seconds; as long as it is told "ok", nobody wants to read about it. */
function isHealthy(context: Context<ServerEnv>): boolean {
  return context.req.path === '/healthz' && context.res.status === 200;
}

function routeOf(context: Context<ServerEnv>): string | undefined {
  const path = routePath(context, -1);
  return path.includes('*') ? undefined : path;
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
