import { randomUUID } from 'node:crypto';
import { type Clock, type ExecutionService, type ServiceLogger, SluiceError } from '@sluice/core';
import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { type Authenticator, requirePrincipal } from './auth/authenticator.ts';
import { accessLog } from './http/access-log.ts';
import { errorResponse, problemResponse } from './http/error-response.ts';
import { problemOf } from './http/problem.ts';
import type { ServerEnv } from './http/server-env.ts';
import { addCancel } from './rest/cancel.ts';
import { addExecute } from './rest/execute.ts';
import { addExecution } from './rest/execution.ts';
import { addExecutions } from './rest/executions.ts';
import { addHealth } from './rest/health.ts';
import { addLog } from './rest/log.ts';
import { addPipelines } from './rest/pipelines.ts';
import { systemClock } from './system-clock.ts';

/** @public */
export interface PipelineServerAppOptions {
  readonly service: ExecutionService;
  /** Tells who asks: `apiKeyAuthenticator` or `loopbackAuthenticator`. */
  readonly authenticate: Authenticator;
  readonly logger: ServiceLogger;
  /** Measures how long requests take. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** The largest body that is read, in bytes. @defaultValue 65536 */
  readonly bodyLimitBytes?: number | undefined;
  /** Ends the waits of readers, who are then told how things are, so that a server can close. @defaultValue never */
  readonly shutdownSignal?: AbortSignal | undefined;
}

/**
 * Makes the REST API of the pipeline server as a web-standard app: everything that `pipeline-server.openapi.yaml`
 * describes, on whatever can call `app.fetch(request)`.
 *
 * @example
 * ```ts
 * const app = createPipelineServerApp({ service, authenticate: apiKeyAuthenticator(keys), logger });
 * const response = await app.fetch(new Request('http://localhost/pipelines', { headers: { 'X-API-Key': key } }));
 * ```
 * @public
 */
export function createPipelineServerApp(options: PipelineServerAppOptions): Hono<ServerEnv> {
  const { service, authenticate, logger } = options;
  const app = new Hono<ServerEnv>();
  app.use(accessLog({ logger, clock: options.clock ?? systemClock, createId: randomUUID }));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: wrongMethod }));
  addHealth(app);
  app.use(requirePrincipal(authenticate));
  addExecute(app, service, options.bodyLimitBytes ?? 64 * 1024);
  addExecutions(app, service);
  addExecution(app, service, options.shutdownSignal ?? new AbortController().signal);
  addCancel(app, service);
  addLog(app, service);
  addPipelines(app, service);
  app.notFound((context) => {
    const message = 'There is nothing at this path. The paths are in pipeline-server.openapi.yaml.';
    return errorResponse(context, new SluiceError({ code: 'not_found', message }), logger);
  });
  app.onError((error, context) => errorResponse(context, error, logger));
  return app;
}

function wrongMethod(context: Context<ServerEnv>, methods: readonly string[]): Response {
  const allow = methods.join(', ');
  const error = new SluiceError({
    code: 'invalid_request',
    message: `This path does not have that method. It has: ${allow}.`,
  });
  context.set('failure', error);
  return problemResponse({ ...problemOf(error), status: 405 }, { allow });
}
