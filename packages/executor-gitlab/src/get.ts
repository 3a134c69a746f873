import type { Run, RunRequest } from '@sluice/core';
import type { Call, GitLabClient } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { failureOf } from './failure.ts';
import { inOrder, stagesOf } from './jobs.ts';
import { pipelineIdOf } from './run-id.ts';
import { runStatus } from './status.ts';
import type { GitLabTarget } from './target.ts';

/** Reads a pipeline with its jobs. */
export async function get({ client, resolve }: ExecutorContext, request: RunRequest<GitLabTarget>): Promise<Run> {
  const runId = pipelineIdOf(request.runId);
  const { project, ref } = resolve(request.target);
  return readRun(client, { action: 'read', project, ref, runId, signal: request.signal }, runId);
}

/** Reads the pipeline before its jobs: where it says `failed`, the job that failed is among them. */
export async function readRun(client: GitLabClient, call: Call, runId: string): Promise<Run> {
  const pipeline = await client.getPipeline(call, runId);
  const jobs = inOrder(await client.listJobs(call, runId));
  const status = runStatus(pipeline.status);
  return {
    id: runId,
    url: pipeline.web_url,
    status,
    rawStatus: pipeline.status,
    stages: stagesOf(jobs),
    failure: status === 'failed' ? await failureOf({ pipeline, jobs }, client, call) : undefined,
  };
}
