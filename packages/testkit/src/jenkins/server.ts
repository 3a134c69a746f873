import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createJenkinsSimulator, type JenkinsSimulator, type JenkinsSimulatorOptions } from './simulator.ts';

/** @public */
export interface JenkinsServerOptions extends JenkinsSimulatorOptions {
  /** @defaultValue a free one */
  readonly port?: number | undefined;
}

/** A simulated Jenkins that listens. @public */
export interface JenkinsServer {
  /** With the context path, such as `http://127.0.0.1:4711/jenkins`; what `JENKINS_URL` is for a real one. */
  readonly url: string;
  readonly simulator: JenkinsSimulator;
  /** Stops listening and breaks what connections there are. */
  close(): Promise<void>;
}

/**
 * Starts a simulated Jenkins on 127.0.0.1.
 *
 * @example
 * ```ts
 * const jenkins = await startJenkinsSimulator({ jobs: [{ path: 'platform/bootstrap' }] });
 * await fetch(`${jenkins.url}/job/platform/job/bootstrap/build`, {
 *   method: 'POST',
 *   headers: { authorization: `Basic ${btoa('sluice:simulator-token')}` },
 * });
 * ```
 * @public
 */
export async function startJenkinsSimulator(options: JenkinsServerOptions = {}): Promise<JenkinsServer> {
  const simulator = createJenkinsSimulator(options);
  const listener = getRequestListener(simulator.app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator does not listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}${options.contextPath ?? ''}`,
    simulator,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
