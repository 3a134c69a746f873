import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

/** A server that listens. */
export interface LoopbackServer {
  /** Such as `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** Breaks whatever connection is open. */
  close(): Promise<void>;
}

/** Lets a server listen on a port of 127.0.0.1; 0 takes any that is free. */
export async function openLoopbackServer(listener: RequestListener, port = 0): Promise<LoopbackServer> {
  const server = createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Finds an address of this machine where nobody listens. */
export async function unreachableUrl(): Promise<string> {
  const server = await openLoopbackServer(() => {});
  await server.close();
  return server.origin;
}
