import { randomUUID } from 'node:crypto';
import type { Clock, ExecutionService, ServiceLogger } from '@sluice/core';
import { Hono } from 'hono';
import { type Authenticator, requirePrincipal } from './auth/authenticator.ts';
import { addProtectedResource, type ProtectedResource } from './auth/protected-resource.ts';
import type { Admission } from './guards/admission.ts';
import { createAdmission } from './guards/create-admission.ts';
import { limitRate } from './guards/limit-rate.ts';
import { limitUnauthenticated } from './guards/limit-unauthenticated.ts';
import { requireTrustedHost, type TrustedHostOptions } from './guards/trusted-host.ts';
import { accessLog } from './http/access-log.ts';
import { errorResponse } from './http/error-response.ts';
import { inOne } from './http/in-one.ts';
import { nothingHere } from './http/nothing-here.ts';
import type { ServerEnv } from './http/server-env.ts';
import { addMcp } from './mcp/add-mcp.ts';
import { createMcpEndpoint, type McpEndpoint } from './mcp/endpoint.ts';
import { MCP_INSTRUCTIONS } from './mcp/instructions.ts';
import type { McpServingOptions } from './mcp/runtime.ts';
import { SERVER_INFO } from './mcp/server-info.ts';
import { createSluiceDefinitions } from './mcp/sluice-definitions.ts';
import { addApprovals } from './rest/approvals.ts';
import { addCancel } from './rest/cancel.ts';
import { addDecisions } from './rest/decisions.ts';
import { addEvents } from './rest/events.ts';
import { addExecute } from './rest/execute.ts';
import { addExecution } from './rest/execution.ts';
import { addExecutions } from './rest/executions.ts';
import { addHealth } from './rest/health.ts';
import { addLog } from './rest/log.ts';
import { addMetrics } from './rest/metrics.ts';
import { addOpenApiDocument } from './rest/openapi-document.ts';
import { addPipelines } from './rest/pipelines.ts';
import { addReadiness } from './rest/readiness.ts';
import { addReference } from './rest/reference.ts';
import { addRetry } from './rest/retry.ts';
import { addWebhooks } from './rest/webhooks.ts';
import { systemClock } from './system-clock.ts';
import { createReadiness } from './telemetry/readiness.ts';
import type { ServerMetrics } from './telemetry/server-metrics.ts';
import { traceRequests } from './telemetry/trace-requests.ts';

/** What the app of a pipeline server is made from, and the limits that it keeps to. @public */
export interface PipelineServerAppOptions {
  readonly service: ExecutionService;
  /** Tells who asks: `accessAuthenticator`, `loopbackAuthenticator`, or one of your own. */
  readonly authenticate: Authenticator;
  readonly logger: ServiceLogger;
  /** Measures how long requests take. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** The largest body that is read, in bytes. @defaultValue 65536 */
  readonly bodyLimitBytes?: number | undefined;
  /** How long a body may take to arrive, in milliseconds. @defaultValue 10000 */
  readonly bodyTimeoutMs?: number | undefined;
  /** Ends the waits of readers, who are then told how things are, so that a server can close. @defaultValue never */
  readonly shutdownSignal?: AbortSignal | undefined;
  /** From then on the server is not ready, so that nothing more is sent to it. @defaultValue `shutdownSignal` */
  readonly drainSignal?: AbortSignal | undefined;
  /** The names that the server is reached by and the web pages that may ask. @defaultValue any name, no web page */
  readonly trustedHosts?: TrustedHostOptions | undefined;
  /** Limits how often and how much at a time each principal may ask. @defaultValue `createAdmission()` */
  readonly admission?: Admission | undefined;
  readonly mcp?: McpOptions | undefined;
  /** Where people reach the server, such as `https://sluice.example.com`, for what they are told. @defaultValue not told */
  readonly publicUrl?: string | undefined;
  /**
   * What clients are told of the tokens that the server takes: `() => protectedResourceOf(access, publicUrl)`.
   *
   * @defaultValue nothing
   */
  readonly protectedResource?: (() => ProtectedResource | undefined) | undefined;
  /** The server's numbers, for `GET /metrics`. @defaultValue there are none, and no such path */
  readonly metrics?: ServerMetrics | undefined;
}

/** How the app serves MCP: how long tool calls wait, and what signs the questions that they ask. @public */
export interface McpOptions {
  /** How long a tool call that starts something waits for it, in milliseconds. @defaultValue 25000 */
  readonly waitMs?: number | undefined;
  /**
   * Signs what goes through a client while a person is asked, 32 bytes or more. Servers that share their work share it:
   * without one, an answer is good only at the server that asked, until it restarts.
   *
   * @defaultValue a random one
   */
  readonly requestStateKey?: string | undefined;
  /** Adds what the conformance suites look for, in tests. @internal */
  readonly extend?: ((serving: McpServingOptions) => McpServingOptions) | undefined;
}

/**
 * Makes the pipeline server as a web-standard app: REST and MCP, everything that `pipeline-server.openapi.yaml`
 * describes, behind the same guards, on whatever can call `app.fetch(request)`.
 *
 * @example
 * ```ts
 * const app = createPipelineServerApp({ service, authenticate: apiKeyAuthenticator(keys), logger });
 * const response = await app.fetch(new Request('http://localhost/pipelines', { headers: { 'X-API-Key': key } }));
 * ```
 * @public
 */
export function createPipelineServerApp(options: PipelineServerAppOptions): Hono<ServerEnv> {
  const { service, authenticate, logger, clock = systemClock, metrics } = options;
  const admission = options.admission ?? createAdmission({ clock });
  const bodyLimits = { limitBytes: options.bodyLimitBytes ?? 64 * 1024, clock, deadlineMs: options.bodyTimeoutMs };
  const shutdownSignal = options.shutdownSignal ?? new AbortController().signal;
  const drainSignal = options.drainSignal ?? shutdownSignal;
  const app = new Hono<ServerEnv>();
  app.use(inOne(traceRequests(), accessLog({ logger, clock, createId: randomUUID, metrics })));
  addHealth(app);
  const { catalog, checkStore } = service;
  addReadiness(app, {
    readiness: createReadiness({ catalog, checkStore, clock, logger, shutdownSignal: drainSignal }),
  });
  app.use(requireTrustedHost(options.trustedHosts));
  addOpenApiDocument(app);
  addReference(app);
  if (options.protectedResource !== undefined) addProtectedResource(app, options.protectedResource);
  app.use(limitUnauthenticated({ clock, logger }));
  addWebhooks(app, { service, clock, admission });
  app.use(inOne(requirePrincipal(authenticate, options.protectedResource), limitRate(admission)));
  addExecute(app, { service, bodyLimits });
  addExecutions(app, service);
  addExecution(app, { service, shutdownSignal });
  addCancel(app, { service, bodyLimits });
  addRetry(app, { service, bodyLimits });
  addDecisions(app, { service, bodyLimits });
  addApprovals(app, { service, bodyLimits });
  addEvents(app, service);
  addLog(app, { service, clock, shutdownSignal, logger });
  addPipelines(app, service);
  addMcp(app, { endpoint: mcpEndpoint(options, clock, shutdownSignal), bodyLimits });
  if (metrics !== undefined) addMetrics(app, metrics);
  app.notFound(nothingHere(app));
  app.onError((error, context) => errorResponse(context, error, logger));
  return app;
}

function mcpEndpoint(options: PipelineServerAppOptions, clock: Clock, shutdownSignal: AbortSignal): McpEndpoint {
  const { service, logger, mcp, publicUrl } = options;
  const definitions = createSluiceDefinitions({ service, clock, publicUrl, ...mcp });
  const serving = { definitions, logger, clock, serverInfo: SERVER_INFO, instructions: MCP_INSTRUCTIONS };
  const endpoint = createMcpEndpoint(mcp?.extend?.(serving) ?? serving);
  shutdownSignal.addEventListener('abort', () => void endpoint.close(), { once: true });
  return endpoint;
}
