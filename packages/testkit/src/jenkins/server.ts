import { listen } from '../http/listen.ts';
import { createJenkinsSimulator, type JenkinsSimulator, type JenkinsSimulatorOptions } from './simulator.ts';

/** What a simulated Jenkins that listens on a port is made from. @public */
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
  const { url, close } = await listen(simulator.app.fetch, options.port ?? 0);
  return { url: `${url}${options.contextPath ?? ''}`, simulator, close };
}
