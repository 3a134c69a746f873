import type { Server } from 'node:http';

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
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: port ?? 0 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
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
