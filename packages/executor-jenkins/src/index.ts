/**
 * Runs pipelines on Jenkins.
 *
 * @packageDocumentation
 */
export { createJenkinsExecutor, type JenkinsExecutorOptions } from './executor.ts';
export { jenkinsFromEnv } from './from-env.ts';
export type { JenkinsTarget } from './target.ts';
