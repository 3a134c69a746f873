import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';

/** An app that listens. @public */
export interface Listening {
  /** Such as `http://127.0.0.1:4711`. */
  readonly url: string;
  /** Breaks whatever connection is open. */
  close(): Promise<void>;
}

/**
 * Lets a simulator, or what stands in front of it, listen on 127.0.0.1.
 *
 * @param fetch - Answers a request. What it gets beside the request goes on to the simulator.
 * @param port - 0 takes any that is free.
 * @example
 * ```ts
 * const { app } = createJenkinsSimulator();
 * const { url } = await listen((request, bindings) => pageFor(request) ?? app.fetch(request, bindings), 0);
 * ```
 * @public
 */
export async function listen(fetch: Parameters<typeof getRequestListener>[0], port: number): Promise<Listening> {
  const listener = getRequestListener(fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator does not listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
