import type { GitLabProjectOptions } from './project.ts';
import type { GitLabSimulator } from './simulator.ts';

const LOOK_EVERY_MS = 200;

/**
 * Sends a Pipeline Hook for each change of a pipeline's status to the projects' webhook URLs, in real time. What is not
 * received is not sent again.
 *
 * @returns what ends it
 */
export function sendWebhooks(simulator: GitLabSimulator, projects: readonly GitLabProjectOptions[]): () => void {
  const told = new Map<number, string>();
  const look = (): void => {
    for (const { path, webhook } of projects) {
      if (webhook?.url !== undefined) tell(simulator, { path, url: webhook.url, told });
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function tell(
  simulator: GitLabSimulator,
  { path, url, told }: { readonly path: string; readonly url: string; readonly told: Map<number, string> },
): void {
  for (const { id, status } of simulator.pipelines(path)) {
    if (told.get(id) === status) continue;
    told.set(id, status);
    const { headers, body } = simulator.webhook({ project: path, pipeline: id });
    fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
  }
}
