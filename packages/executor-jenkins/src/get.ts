import type { Run, RunRequest } from '@sluice/core';
import type { Build, QueueItem } from './answers.ts';
import type { Call, JenkinsClient } from './client.ts';
import { goneError, lostTrackError } from './errors.ts';
import type { ExecutorContext } from './executor.ts';
import { failureOf, nothingBuilt } from './failure.ts';
import { jobPath } from './jenkins/job-path.ts';
import { locate } from './jenkins/locate.ts';
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
  throw lostTrackError(call, place.gap);
}

/**
 * Reads a build of a job.
 *
 * @throws ExecutorError with `runIsGone` when it is not there while its job is, and still not there then
 */
export async function requireBuild(client: JenkinsClient, call: Call, buildNumber: number): Promise<Build> {
  const named: Call = { ...call, what: `build ${buildNumber}` };
  const build = await client.getBuild(named, buildNumber);
  if (build !== undefined) return build;
  // A job that is hidden hides its builds too, and then nothing is certain: this throws.
  await client.getJob(named);
  // A proxy may have said so, for the moment in which it read its rules again.
  const again = await client.getBuild(named, buildNumber);
  if (again !== undefined) return again;
  throw goneError(named);
}

/** Reads the build before its stages: where it says that it failed, the stage that failed is among them. */
async function readBuild(context: ExecutorContext, call: Call, buildNumber: number): Promise<Run> {
  const { client } = context;
  const build = await requireBuild(client, call, buildNumber);
  const description = await describe(client, call, build);
  const status = runStatus(build, description?.status);
  return {
    id: buildRunId(buildNumber),
    url: buildUrl(context, call.job, buildNumber),
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

/** Where a person can look at a build. */
export function buildUrl(context: ExecutorContext, job: readonly string[], buildNumber: number): string {
  return `${jobUrl(context, job)}${buildNumber}/`;
}

/** Below the address that we were given: the one that Jenkins takes for its own is often wrong behind a proxy. */
function jobUrl({ baseUrl }: ExecutorContext, job: readonly string[]): string {
  return `${baseUrl}${jobPath(job)}/`;
}
