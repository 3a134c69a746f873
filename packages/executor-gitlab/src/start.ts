import type { Run, StartRequest } from '@sluice/core';
import type { ExecutorContext } from './executor.ts';
import { failureWithoutJobs } from './failure.ts';
import type { Call } from './gitlab/transport.ts';
import { runStatus } from './status.ts';
import type { GitLabTarget } from './target.ts';

/** Starts a pipeline, with the one request that does, sent once. */
export async function start({ client, resolve }: ExecutorContext, request: StartRequest<GitLabTarget>): Promise<Run> {
  const { project, ref, variablesAs } = resolve(request.target);
  const call: Call = { action: 'start', project, ref, signal: request.signal };
  const { variables } = request;
  const inputs = variablesAs === 'inputs' ? { inputs: { ...variables } } : undefined;
  const pipeline =
    client.triggerPipeline === undefined
      ? await client.createPipeline(call, { ref, ...(inputs ?? { variables: listed(variables) }) })
      : await client.triggerPipeline(call, { ref, ...(inputs ?? { variables: { ...variables } }) });
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

function listed(variables: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(variables).map(([key, value]) => ({ key, value }));
}
