import type { Run, StartRequest } from '@sluice/core';
import type { ExecutorContext } from './executor.ts';
import { failureWithoutJobs } from './failure.ts';
import { runStatus } from './status.ts';
import type { GitLabTarget } from './target.ts';

/** Starts a pipeline, with the one request that does, sent once. */
export async function start({ client, resolve }: ExecutorContext, request: StartRequest<GitLabTarget>): Promise<Run> {
  const { project, ref, variablesAs } = resolve(request.target);
  const values =
    variablesAs === 'inputs'
      ? { inputs: { ...request.variables } }
      : { variables: Object.entries(request.variables).map(([key, value]) => ({ key, value })) };
  const pipeline = await client.createPipeline(
    { action: 'start', project, ref, signal: request.signal },
    { ref, ...values },
  );
  const status = runStatus(pipeline.status);
  return {
    id: String(pipeline.id),
    url: pipeline.web_url,
    status,
    rawStatus: pipeline.status,
    stages: [],
    failure: status === 'failed' ? failureWithoutJobs(pipeline) : undefined,
  };
}
