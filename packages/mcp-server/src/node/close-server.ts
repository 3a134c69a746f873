import type { Server } from 'node:http';
import type { Clock, ServiceLogger } from '@sluice/core';
import type { Connections } from '../http/idle-connections.ts';

/** @internal */
export interface CloseServerOptions {
  readonly server: Server;
  readonly connections: Connections;
  /** Ends when the sweep that is under way has. */
  readonly sweeping: Promise<void>;
  readonly clock: Clock;
  readonly logger: ServiceLogger;
  /** Says that the server is about to close. */
  readonly draining: AbortController;
  /** Ends the waits of readers and the sweep. */
  readonly stopping: AbortController;
  /** How long requests are still taken. */
  readonly drainMs: number;
  /** How long requests may go on after that. */
  readonly timeoutMs: number;
  /** Nobody wants to wait any more. */
  readonly hurry: AbortSignal;
}

/** Closes a server: it is not ready, then takes nothing more, then has answered all that it took. */
export async function closeServer(options: CloseServerOptions): Promise<void> {
  const { server, connections, sweeping, clock, logger, draining, stopping, drainMs, timeoutMs, hurry } = options;
  draining.abort();
  if (drainMs > 0) await clock.sleep(drainMs, hurry).catch(() => {});
  stopping.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.closeIdle();
  const patience = new AbortController();
  const signal = AbortSignal.any([patience.signal, hurry]);
  const impatient = clock.sleep(timeoutMs, signal).catch(() => {});
  const done = Promise.all([closed, sweeping]).then(() => true);
  const isDone = await Promise.race([done, impatient.then(() => false)]);
  patience.abort();
  if (isDone) return;
  const unanswered = connections.unanswered();
  if (unanswered > 0) logger.warn({ unanswered }, 'Requests were still unanswered when the server closed');
  server.closeAllConnections();
  await closed;
}
