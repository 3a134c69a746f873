import { listen } from '../http/listen.ts';
import { createGitLabSimulator, type GitLabSimulator, type GitLabSimulatorOptions } from './simulator.ts';
import { sendWebhooks } from './webhook-sender.ts';

/** What a simulated GitLab that listens on a port is made from. @public */
export interface GitLabServerOptions extends GitLabSimulatorOptions {
  /** @defaultValue a free one */
  readonly port?: number | undefined;
}

/** A simulated GitLab that listens. @public */
export interface GitLabServer {
  /** Such as `http://127.0.0.1:4711`; what `GITLAB_URL` is for a real one. */
  readonly url: string;
  readonly simulator: GitLabSimulator;
  /** Stops listening and breaks what connections there are. */
  close(): Promise<void>;
}

/**
 * Starts a simulated GitLab on 127.0.0.1.
 *
 * @example
 * ```ts
 * const gitlab = await startGitLabSimulator({ projects: [{ path: 'platform/bootstrap' }] });
 * const executor = createGitLabExecutor({ baseUrl: gitlab.url, token: 'simulator-token' });
 * ```
 * @public
 */
export async function startGitLabSimulator(options: GitLabServerOptions = {}): Promise<GitLabServer> {
  const simulator = createGitLabSimulator(options);
  const { url, close } = await listen(simulator.app.fetch, options.port ?? 0);
  const stopSending = sendWebhooks(simulator, options.projects ?? []);
  return {
    url,
    simulator,
    close() {
      stopSending();
      return close();
    },
  };
}
