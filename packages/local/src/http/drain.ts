import type { RequestListener, Server } from 'node:http';

/**
 * Lets a server be stopped without its requests being left in the middle of their work, whoever waits for the answers.
 *
 * Call it when the server has its request listener.
 *
 * @returns what cuts all connections, takes no more requests, and waits for what is being worked on
 */
export function makeDrainable(server: Server): () => Promise<void> {
  const [handle] = server.listeners('request') as RequestListener[];
  const working = new Set<object>();
  const drained = Promise.withResolvers<void>();
  let draining = false;
  const check = (): void => {
    if (draining && working.size === 0) drained.resolve();
  };
  server.removeAllListeners('request').on('request', (request, response) => {
    if (draining) {
      request.socket.destroy();
      return;
    }
    // Until it has come as a whole, nothing works on it; after that, the end of the answer is the end of the work.
    request.once('end', () => working.add(request));
    const end = response.end;
    Object.assign(response, {
      end(...parameters: unknown[]): unknown {
        working.delete(request);
        check();
        return (end as (...parameters: unknown[]) => unknown).apply(response, parameters);
      },
    });
    handle?.call(server, request, response);
  });
  return () => {
    draining = true;
    server.closeAllConnections();
    check();
    return drained.promise;
  };
}
