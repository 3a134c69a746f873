import { ExecutorError, type Run, type RunRequest } from '@sluice/core';
import type { QueueItem } from './answers.ts';
import type { Call } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { failureOf, nothingBuilt } from './failure.ts';
import { jobPath } from './job-path.ts';
import { locate } from './locate.ts';
import { buildRunId, itemRunId, type RunReference, runReferenceOf } from './run-id.ts';
import { describe, stagesOf } from './stages.ts';
import { rawBuildStatus, rawItemStatus, runStatus } from './status.ts';
import type { JenkinsTarget } from './target.ts';

/**
 * Reads a run, wherever it is by now.
 *
 * The id of the run that it returns may be another one than was asked for: once the build is known, its number.
 */
export async function get(context: ExecutorContext, request: RunRequest<JenkinsTarget>): Promise<Run> {
  const reference = runReferenceOf(request.runId);
  const { job } = context.resolve(request.target);
  return readRun(context, callFor('read', { job, reference, signal: request.signal }), reference);
}

/** Makes the call whose errors name the run. */
export function callFor(
  action: Call['action'],
  { job, reference, signal }: { job: readonly string[]; reference: RunReference; signal: AbortSignal | undefined },
): Call {
  const what = reference.kind === 'build' ? `build ${reference.number}` : `queue item ${reference.queueId}`;
  return { action, job, what, signal };
}

/** Reads what is known of a run. */
export async function readRun(context: ExecutorContext, call: Call, reference: RunReference): Promise<Run> {
  const { client } = context;
  const place = await locate(client, call, reference);
  if (place.kind === 'build') return readBuild(context, call, place.number);
  // Only an item of the queue is anywhere else than at its build.
  if (reference.kind === 'build') return readBuild(context, call, reference.number);
  const { queueId, executionId } = reference;
  if (place.kind === 'queued') {
    const { quietingDown } = await client.getJenkins(call);
    return queuedRun(context, { job: call.job, executionId, item: place.item }, quietingDown);
  }
  const run = { id: itemRunId(queueId, executionId), url: jobUrl(context, call.job), stages: [] };
  if (place.kind === 'cancelled') return { ...run, status: 'cancelled', rawStatus: 'cancelled' };
  if (place.gap === undefined) return { ...run, status: 'failed', rawStatus: 'gone', failure: nothingBuilt() };
  throw new ExecutorError({
    message: `Jenkins does not know queue item ${queueId} of job "${call.job.join('/')}" any more, and whether it was built can't be told: ${place.gap}. Look at the job in Jenkins.`,
  });
}

/** Reads the build before its stages: where it says that it failed, the stage that failed is among them. */
async function readBuild(context: ExecutorContext, call: Call, buildNumber: number): Promise<Run> {
  const { client } = context;
  const build = await client.getBuild({ ...call, what: `build ${buildNumber}` }, buildNumber);
  const description = await describe(client, call, build);
  const status = runStatus(build, description?.status);
  return {
    id: buildRunId(buildNumber),
    url: `${jobUrl(context, call.job)}${buildNumber}/`,
    status,
    rawStatus: rawBuildStatus(build, description?.status),
    stages: stagesOf(description, build),
    failure: status === 'failed' ? await failureOf({ build, description }, client, call) : undefined,
  };
}

/** A run that waits in the queue. */
export function queuedRun(
  context: ExecutorContext,
  { job, executionId, item }: { job: readonly string[]; executionId: string; item: QueueItem },
  quietingDown: boolean,
): Run {
  return {
    id: itemRunId(item.id, executionId),
    url: jobUrl(context, job),
    status: 'queued',
    rawStatus: rawItemStatus(item, quietingDown),
    stages: [],
  };
}

/** Below the address that we were given: the one that Jenkins takes for its own is often wrong behind a proxy. */
function jobUrl({ baseUrl }: ExecutorContext, job: readonly string[]): string {
  return `${baseUrl}${jobPath(job)}/`;
}
