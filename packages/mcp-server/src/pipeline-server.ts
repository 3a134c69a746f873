import { createServer, type RequestListener, type Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { type Clock, type ExecutionService, type ServiceLogger, SluiceError } from '@sluice/core';
import { createPipelineServerApp } from './app.ts';
import { type ApiKey, apiKeyAuthenticator } from './auth/api-key.ts';
import { isLoopbackHost, loopbackAuthenticator } from './auth/loopback.ts';
import { problemResponse } from './http/error-response.ts';
import { trackConnections } from './http/idle-connections.ts';
import { problemOf } from './http/problem.ts';
import { keepSweeping } from './sweep-loop.ts';
import { systemClock } from './system-clock.ts';

/** @public */
export interface PipelineServerOptions {
  readonly service: ExecutionService;
  readonly logger: ServiceLogger;
  /** Who may ask. Without any, the server answers this machine only. @defaultValue none */
  readonly apiKeys?: readonly ApiKey[] | undefined;
  /** Address to listen on. @defaultValue '127.0.0.1' */
  readonly host?: string | undefined;
  /** Port to listen on; 0 takes any that is free. @defaultValue 8000 */
  readonly port?: number | undefined;
  /** How often unfinished executions are looked at. @defaultValue 15000 */
  readonly sweepIntervalMs?: number | undefined;
  /** How long `close` lets requests go on. @defaultValue 10000 */
  readonly closeTimeoutMs?: number | undefined;
  /** The largest body that is read, in bytes. @defaultValue 65536 */
  readonly bodyLimitBytes?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/** A server that listens. @public */
export interface PipelineServer {
  /** Where it listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more requests, ends the waits of readers, lets the rest finish and stops the sweep. Runs at the CI system
   * go on. The service's store is left open.
   */
  close(): Promise<void>;
}

const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than load balancers keep an idle connection, else they send into one that was just closed.
  keepAliveTimeout: 65_000,
};

/**
 * Starts the pipeline server on Node, and the sweep that follows what nobody asks about.
 *
 * @example
 * ```ts
 * const server = await startPipelineServer({ service, logger: createServerLogger(), port: 0 });
 * const response = await fetch(`${server.url}/pipelines`);
 * await server.close();
 * ```
 * @throws SluiceError `invalid_configuration` when it would listen beyond this machine without an API key
 * @throws Error when it can't listen there, because the port is taken for example
 * @public
 */
export async function startPipelineServer(options: PipelineServerOptions): Promise<PipelineServer> {
  const { service, logger, clock = systemClock, apiKeys = [], host = '127.0.0.1' } = options;
  if (apiKeys.length === 0 && !isLoopbackHost(host)) throw openToAll(host);
  const stopping = new AbortController();
  const app = createPipelineServerApp({
    service,
    logger,
    clock,
    authenticate: apiKeys.length === 0 ? loopbackAuthenticator() : apiKeyAuthenticator(apiKeys),
    bodyLimitBytes: options.bodyLimitBytes,
    shutdownSignal: stopping.signal,
  });
  const server = createServer(TIMEOUTS, listenerOf(app.fetch, stopping.signal));
  const closeIdleConnections = trackConnections(server);
  const port = await listen(server, host, options.port ?? 8000);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const intervalMs = options.sweepIntervalMs ?? 15_000;
  const sweeping = keepSweeping({ service, clock, logger, intervalMs, signal: stopping.signal });
  logger.info({ url, principals: apiKeys.map(({ id }) => id) }, 'The server listens');

  async function close(): Promise<void> {
    logger.info({ url }, 'The server closes');
    stopping.abort();
    const patience = new AbortController();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    closeIdleConnections();
    const tooLate = clock.sleep(options.closeTimeoutMs ?? 10_000, patience.signal).then(() => {
      logger.warn({}, 'Requests were still unanswered when the server closed');
      server.closeAllConnections();
    });
    await Promise.race([Promise.all([closed, sweeping]), tooLate]);
    patience.abort();
    logger.info({ url }, 'The server has closed');
  }

  let closing: Promise<void> | undefined;
  return {
    url,
    port,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function listenerOf(fetch: (request: Request) => Response | Promise<Response>, stopping: AbortSignal): RequestListener {
  return getRequestListener(
    async (request) => {
      const response = await fetch(request);
      if (stopping.aborted) response.headers.set('connection', 'close');
      return response;
    },
    { overrideGlobalObjects: false, errorHandler: unreadable },
  );
}

/** Answers what is not even a request that the app could be asked about, such as one with a malformed Host. */
function unreadable(error: unknown): Response {
  const code = error instanceof RequestError ? 'invalid_request' : 'internal_error';
  const message = error instanceof RequestError ? `The request can't be read: ${error.message}.` : 'The server failed.';
  return problemResponse(problemOf(new SluiceError({ code, message })));
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cantListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function cantListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const message =
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is taken. Stop what listens there, or choose another port.`
      : `The server can't listen on ${host}, port ${port}: ${error.message}`;
  return new Error(message, { cause: error });
}

function openToAll(host: string): SluiceError {
  return new SluiceError({
    code: 'invalid_configuration',
    message: `On ${host} the server would answer everybody. Give it an API key (with the sluice command: set MCP_SERVER_API_KEY), or listen on 127.0.0.1.`,
  });
}
