import { ExecutorError, type Run, type RunRequest } from '@sluice/core';
import type { ExecutorContext } from '../executor.ts';
import { readRun } from '../get.ts';
import { pipelineIdOf } from '../run-id.ts';
import { isOver } from '../status.ts';
import type { GitLabTarget } from '../target.ts';
import { latestAttempts, readPipeline } from './jobs.ts';
import type { Call } from './transport.ts';

/**
 * Runs the failed and cancelled jobs of a finished pipeline again. Looks first: GitLab says yes also where there is nothing
 * to run, and where it runs already.
 */
export async function retry({ client, resolve }: ExecutorContext, request: RunRequest<GitLabTarget>): Promise<Run> {
  const runId = pipelineIdOf(request.runId);
  const { project, ref } = resolve(request.target);
  const call: Call = { action: 'retry', project, ref, runId, signal: request.signal };
  const { pipeline, jobs } = await readPipeline(client, call, runId);
  if (!isOver(pipeline.status)) throw nothingToRetry(`pipeline ${runId} has not finished (it is ${pipeline.status})`);
  const again = latestAttempts(jobs).some(({ status }) => status === 'failed' || status === 'canceled');
  if (!again) throw nothingToRetry(`no job of pipeline ${runId} failed or was cancelled`);
  await client.retryPipeline(call, runId);
  return readRun(client, { ...call, action: 'read' }, runId);
}

function nothingToRetry(reason: string): ExecutorError {
  return new ExecutorError({ message: `There is nothing to run again: ${reason}.`, outcome: 'not_started' });
}
