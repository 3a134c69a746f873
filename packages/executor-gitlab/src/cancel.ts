import { type CancelForce, type CancelRequest, ExecutorError, SluiceError } from '@sluice/core';
import type { DownstreamPipeline } from './answers.ts';
import type { GitLabClient } from './client.ts';
import type { ExecutorContext } from './executor.ts';
import { downstreamCall, MAX_DEPTH, nameOf } from './gitlab/downstream.ts';
import { type AnyJob, latestAttempts, readPipeline } from './gitlab/jobs.ts';
import type { Call } from './gitlab/transport.ts';
import { pipelineIdOf } from './run-id.ts';
import { isOptionalManual, isOver } from './status.ts';
import type { GitLabTarget } from './target.ts';

/** How many of the pipelines that were triggered one request follows. */
const MAX_DOWNSTREAM = 20;

/**
 * Asks for a pipeline to be stopped, and looks what became of it, since GitLab says yes whatever it does: it leaves manual
 * jobs waiting, and the pipelines that were triggered in other projects running.
 *
 * With `kill`, jobs that are being stopped are ended at once, without their `after_script`.
 */
export async function cancel(
  { client, resolve }: ExecutorContext,
  { runId: id, target, force, signal }: CancelRequest<GitLabTarget>,
): Promise<void> {
  const runId = pipelineIdOf(id);
  const { project, ref } = resolve(target);
  if (force !== undefined && force !== 'kill') throw unknownForce(force);
  const kill = force === 'kill';
  const jobs = await stop(client, { action: 'cancel', project, ref, runId, signal }, kill);
  await stopDownstream(client, { action: 'cancel', project, ref, runId, signal }, { jobs, kill });
}

type PipelineCall = Call & { readonly runId: string };

/** Stops one pipeline with what GitLab leaves of it, and returns its jobs. */
async function stop(client: GitLabClient, call: PipelineCall, kill: boolean): Promise<readonly AnyJob[]> {
  await client.cancelPipeline(call, call.runId);
  const seen = await readPipeline(client, call, call.runId);
  const jobs = latestAttempts(seen.jobs);
  if (isOver(seen.pipeline.status)) return jobs;
  const waiting = jobs.filter((job) => job.status === 'manual' && !isOptionalManual(job));
  for (const { id } of waiting) await client.cancelJob(call, id, false);
  const stopping = jobs.filter(({ status }) => status === 'canceling');
  if (kill) for (const { id } of stopping) await client.cancelJob(call, id, true);
  const heeded = waiting.length + stopping.length > 0 || jobs.some(({ status }) => status === 'canceled');
  if (!heeded && jobs.some((job) => !isOver(job.status) && !isOptionalManual(job))) throw notHeeded(call);
  return jobs;
}

/** Stops the pipelines that jobs have triggered, and those that these have, so far as they still run. */
async function stopDownstream(
  client: GitLabClient,
  call: Call,
  { jobs, kill }: { readonly jobs: readonly AnyJob[]; readonly kill: boolean },
): Promise<void> {
  const failures: Failure[] = [];
  const goesOn = ({ status }: DownstreamPipeline): boolean => !isOver(status) && (kill || status !== 'canceling');
  let level = [...triggeredBy(jobs, goesOn)];
  let left = MAX_DOWNSTREAM;
  let leftOut = 0;
  for (let depth = 1; depth <= MAX_DEPTH; depth += 1) {
    const followed = level.slice(0, left);
    leftOut += level.slice(left).filter(goesOn).length;
    left -= followed.length;
    level = [];
    for (const pipeline of followed) {
      try {
        level.push(...triggeredBy(await stopOne(client, downstreamCall(call, pipeline), { pipeline, kill }), goesOn));
      } catch (error) {
        if (!ExecutorError.isInstance(error)) throw error;
        if (!isOver(pipeline.status)) failures.push({ pipeline, error });
      }
    }
  }
  if (failures.length + leftOut > 0) throw partlyCancelled(failures, leftOut);
}

/** What has ended, maybe just now with the pipeline above it, may have triggered something that goes on. */
function stopOne(
  client: GitLabClient,
  call: PipelineCall,
  { pipeline, kill }: { readonly pipeline: DownstreamPipeline; readonly kill: boolean },
): Promise<readonly AnyJob[]> {
  return isOver(pipeline.status) ? client.listTriggerJobs(call, call.runId) : stop(client, call, kill);
}

/** Those that go on come first: there may be more than are followed. */
function triggeredBy(
  jobs: readonly AnyJob[],
  goesOn: (pipeline: DownstreamPipeline) => boolean,
): readonly DownstreamPipeline[] {
  const pipelines = latestAttempts(jobs).flatMap(({ downstream_pipeline: pipeline }) => (pipeline ? [pipeline] : []));
  return pipelines.toSorted((a, b) => Number(goesOn(b)) - Number(goesOn(a)));
}

interface Failure {
  readonly pipeline: DownstreamPipeline;
  readonly error: ExecutorError;
}

function notHeeded({ runId }: PipelineCall): ExecutorError {
  return new ExecutorError({
    message: `GitLab took the request to cancel pipeline ${runId}, but its jobs go on: none of them is being cancelled. Ask again in a moment.`,
    retryable: true,
  });
}

function partlyCancelled(failures: readonly Failure[], leftOut: number): ExecutorError {
  const what = failures.map(({ pipeline, error }) => `${nameOf(pipeline)} (${error.message})`);
  const others = `${leftOut} more, which are too many for one request: ask again to cancel these too.`;
  return new ExecutorError({
    message: `GitLab cancelled the pipeline, but not what it triggered: ${[...what, ...(leftOut > 0 ? [others] : [])].join('; ')}`,
    retryable: leftOut > 0 || failures.some(({ error }) => error.retryable),
  });
}

function unknownForce(force: CancelForce): SluiceError {
  const message = `GitLab can't ${force} a pipeline: cancel it without force, or with "kill".`;
  return new SluiceError({ code: 'invalid_request', fields: [{ field: 'force', message: 'must be "kill"' }], message });
}
