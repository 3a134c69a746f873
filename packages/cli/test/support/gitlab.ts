import { type GitLabSimulator, startGitLabSimulator } from '@sluice/testkit';
import { onTestFinished } from 'vitest';

/** A simulated GitLab with the project of the tests, whose pipelines take no time. */
export interface GitLab {
  readonly simulator: GitLabSimulator;
  /** What a server needs to use it. */
  readonly variables: Record<string, string>;
}

/** Starts a GitLab; it ends with the test. */
export async function startGitLab(): Promise<GitLab> {
  const { url, simulator, close } = await startGitLabSimulator({ projects: [{ path: 'platform/dns' }], speed: 1000 });
  onTestFinished(close);
  return { simulator, variables: { GITLAB_URL: url, GITLAB_TOKEN: 'simulator-token' } };
}
