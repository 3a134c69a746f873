/**
 * Runs pipelines on GitLab CI.
 *
 * @packageDocumentation
 */
export { createGitLabExecutor, type GitLabExecutorOptions } from './executor.ts';
export { gitLabFromEnv } from './from-env.ts';
export type { GitLabTarget } from './target.ts';
