import type { Server } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';

/** A part that is reached over HTTP. @public */
export interface HttpPart {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops it and cuts its connections. May be called again. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface.
 *
 * @param port - Absent: a free one.
 * @throws the system's error, `EADDRINUSE` when the port is taken
 */
export async function listen(server: Server, port?: number): Promise<HttpPart> {
  const bound = await bind(server, '127.0.0.1', port ?? 0);
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    async close() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Listens on the port that is preferred, or on a free one when it is taken. */
export async function listenPreferring(server: Server, preferred: number): Promise<HttpPart> {
  try {
    return await listen(server, preferred);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return listen(server);
    throw error;
  }
}

/**
 * Binds a server to a port, 0 for a free one, and returns the port.
 *
 * @throws the system's error, `EADDRINUSE` when the port is taken
 */
export async function bind(server: NetServer, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
