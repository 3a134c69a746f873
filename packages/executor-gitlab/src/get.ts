import type { Run, RunRequest } from '@sluice/core';
import type { GitLabClient } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { failureOf } from './failure.ts';
import { readPipeline } from './gitlab/jobs.ts';
import type { Call } from './gitlab/transport.ts';
import { pipelineIdOf } from './run-id.ts';
import { stagesOf } from './stages.ts';
import { runStatus } from './status.ts';
import type { GitLabTarget } from './target.ts';

/** Reads a pipeline with its jobs. */
export async function get({ client, resolve }: ExecutorContext, request: RunRequest<GitLabTarget>): Promise<Run> {
  const runId = pipelineIdOf(request.runId);
  const { project, ref } = resolve(request.target);
  return readRun(client, { action: 'read', project, ref, runId, signal: request.signal }, runId);
}

/** Reads a pipeline as a run. */
export async function readRun(client: GitLabClient, call: Call, runId: string): Promise<Run> {
  const seen = await readPipeline(client, call, runId);
  const status = runStatus(seen.pipeline.status);
  return {
    id: runId,
    url: seen.pipeline.web_url,
    status,
    rawStatus: seen.pipeline.status,
    stages: stagesOf(seen.jobs),
    failure: status === 'failed' ? await failureOf(seen, client, call) : undefined,
  };
}
