import { ExecutorError } from '@sluice/core';

/**
 * Checks that a run id is a pipeline's number, since it goes into a path.
 *
 * @throws ExecutorError
 */
export function pipelineIdOf(runId: string): string {
  if (/^\d{1,18}$/.test(runId)) return runId;
  throw new ExecutorError({ message: 'The run id is not the number of a GitLab pipeline.' });
}
