import { createServer } from 'node:http';
import { SluiceError } from '@sluice/core';
import { createPipelineServerApp, type PipelineServerAppOptions } from './app.ts';
import type { Authenticator } from './auth/authenticator.ts';
import { isLoopbackHost, loopbackAuthenticator } from './auth/loopback.ts';
import type { TrustedHostOptions } from './guards/trusted-host.ts';
import { trackConnections } from './http/idle-connections.ts';
import { createSparseLog } from './http/sparse-log.ts';
import { closeServer } from './node/close-server.ts';
import { listen } from './node/listen.ts';
import { refuseConnections } from './node/refuse-connections.ts';
import { createRequestListener } from './node/request-listener.ts';
import { keepSweeping } from './sweep-loop.ts';
import { systemClock } from './system-clock.ts';

/** What a pipeline server is made from, where it listens and who may ask. @public */
export interface PipelineServerOptions
  extends Omit<PipelineServerAppOptions, 'authenticate' | 'drainSignal' | 'shutdownSignal' | 'trustedHosts'> {
  /** Tells who asks. Without one, whoever is on this machine may do everything, and nobody else anything. */
  readonly authenticate?: Authenticator | undefined;
  /**
   * The names that the server is reached by and the web pages that may ask.
   *
   * @defaultValue this machine's names where the server listens on loopback, else any; no web page but this machine's own
   */
  readonly trustedHosts?: TrustedHostOptions | undefined;
  /** Address to listen on. @defaultValue '127.0.0.1' */
  readonly host?: string | undefined;
  /** Port to listen on; 0 takes any that is free. @defaultValue 8000 */
  readonly port?: number | undefined;
  /**
   * How many proxies stand before the server, each of which adds whom it saw to `X-Forwarded-For`. With too many, callers
   * can make up their address. @defaultValue 0, the header is not read
   */
  readonly trustedProxies?: number | undefined;
  /** How many connections may be open. @defaultValue 2000 */
  readonly maxConnections?: number | undefined;
  /** How often unfinished executions are looked at. @defaultValue 15000 */
  readonly sweepIntervalMs?: number | undefined;
  /**
   * How long `close` goes on taking requests while `/readyz` says that the server is not ready, so that a load balancer
   * notices. @defaultValue 0
   */
  readonly drainMs?: number | undefined;
  /** How long `close` lets requests go on after that. @defaultValue 10000 */
  readonly closeTimeoutMs?: number | undefined;
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
  /** Closes without waiting for anybody, also where `close` is waiting. */
  closeNow(): Promise<void>;
}

const SETTINGS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
  // Longer than load balancers keep an idle connection, else they send into one that was just closed.
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
  // The app tells what is missing; Node would just close.
  requireHostHeader: false,
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
 * @throws SluiceError `invalid_configuration` when it would listen beyond this machine without an authenticator, or can't
 * listen there, because the port is taken for example
 * @public
 */
export async function startPipelineServer(options: PipelineServerOptions): Promise<PipelineServer> {
  const { service, logger, clock = systemClock, host = '127.0.0.1', authenticate } = options;
  if (authenticate === undefined && !isLoopbackHost(host)) throw openToAll(host);
  const draining = new AbortController();
  const stopping = new AbortController();
  const hurry = new AbortController();
  const log = createSparseLog(logger, clock);
  const app = createPipelineServerApp({
    ...options,
    authenticate: authenticate ?? loopbackAuthenticator(),
    trustedHosts: trustedHostsOf(options, host),
    drainSignal: draining.signal,
    shutdownSignal: stopping.signal,
  });
  const { trustedProxies = 0, maxConnections = 2000 } = options;
  const listener = createRequestListener({ fetch: app.fetch, log, trustedProxies, stopping: stopping.signal });
  const server = createServer(SETTINGS, listener);
  const connections = trackConnections(server);
  refuseConnections({ server, maxConnections, log, isAnswering: connections.isAnswering });
  const port = await listen(server, host, options.port ?? 8000);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const intervalMs = options.sweepIntervalMs ?? 15_000;
  const sweeping = keepSweeping({ service, clock, logger, intervalMs, signal: stopping.signal });
  logger.info({ url }, 'The server listens');

  async function finish(): Promise<void> {
    const { drainMs = 0, closeTimeoutMs: timeoutMs = 10_000 } = options;
    logger.info({ url }, 'The server closes');
    const signals = { draining, stopping, hurry: hurry.signal };
    await closeServer({ server, connections, sweeping, clock, logger, drainMs, timeoutMs, ...signals });
    logger.info({ url }, 'The server has closed');
  }

  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= finish();
    return closing;
  }

  return {
    url,
    port,
    close,
    closeNow() {
      hurry.abort();
      return close();
    },
  };
}

function trustedHostsOf({ trustedHosts }: PipelineServerOptions, host: string): TrustedHostOptions {
  const { allowedHosts, allowedOrigins } = trustedHosts ?? {};
  return { allowedHosts: allowedHosts ?? (isLoopbackHost(host) ? [] : undefined), allowedOrigins };
}

function openToAll(host: string): SluiceError {
  return new SluiceError({
    code: 'invalid_configuration',
    message: `On ${host} the server would answer everybody. Give it an API key (with the sluice command: set MCP_SERVER_API_KEY, or give --access an access document), or listen on 127.0.0.1.`,
  });
}
