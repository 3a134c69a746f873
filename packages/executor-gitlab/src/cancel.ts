import type { RunRequest } from '@sluice/core';
import type { ExecutorContext } from './executor.ts';
import { pipelineIdOf } from './run-id.ts';
import type { GitLabTarget } from './target.ts';

/** Asks for a pipeline to be stopped. GitLab says yes whether or not there was anything to stop. */
export async function cancel({ client, resolve }: ExecutorContext, request: RunRequest<GitLabTarget>): Promise<void> {
  const runId = pipelineIdOf(request.runId);
  const { project, ref } = resolve(request.target);
  await client.cancelPipeline({ action: 'cancel', project, ref, runId, signal: request.signal }, runId);
}
