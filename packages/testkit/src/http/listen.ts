import { getRequestListener } from '@hono/node-server';
import { openLoopbackServer } from './loopback-server.ts';

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
  const { origin: url, close } = await openLoopbackServer(
    (incoming, outgoing) => void listener(incoming, outgoing),
    port,
  );
  return { url, close };
}
