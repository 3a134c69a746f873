import type { DownstreamPipeline } from '../answers.ts';
import type { GitLabClient } from '../client.ts';
import { type AnyJob, latestAttempts, readJobs, type SeenPipeline } from './jobs.ts';
import type { Call } from './transport.ts';

/** How many pipelines deep a pipeline is followed into those that its jobs trigger. */
export const MAX_DEPTH = 3;

/** Where a failure comes from. */
export interface Cause {
  /** The job that failed. */
  readonly job: AnyJob;
  /** The jobs that triggered the pipeline which the job is of, outermost first. */
  readonly via: readonly AnyJob[];
  /** The pipeline that the job is of; undefined for the one that was asked for. */
  readonly pipeline: DownstreamPipeline | undefined;
  /** For what is in that pipeline's project. */
  readonly call: Call;
  /** Why what the job triggered tells nothing more. */
  readonly end?: 'hidden' | 'faulty' | undefined;
  /** What GitLab says is wrong with the definition of the pipeline that the job triggered. */
  readonly yamlErrors?: string | undefined;
}

/** Returns the first job that failed and may not. */
export function failedJob(jobs: readonly AnyJob[]): AnyJob | undefined {
  return latestAttempts(jobs).find((job) => job.status === 'failed' && job.allow_failure !== true);
}

/** Follows a job that failed into the pipeline that it triggered, and so on, to the job that failed by itself. */
export async function causeOf(client: GitLabClient, call: Call, failed: AnyJob): Promise<Cause> {
  let cause: Cause = { job: failed, via: [], pipeline: undefined, call };
  for (let depth = 1; depth <= MAX_DEPTH; depth += 1) {
    const pipeline = cause.job.downstream_pipeline ?? undefined;
    if (pipeline === undefined) return cause;
    const below = downstreamCall(call, pipeline);
    const seen = await readIfVisible(client, below);
    if (seen === undefined) return { ...cause, end: 'hidden' };
    const job = failedJob(seen.jobs);
    if (job === undefined) return { ...cause, end: 'faulty', yamlErrors: seen.pipeline.yaml_errors ?? undefined };
    cause = { job, via: [...cause.via, cause.job], pipeline, call: below };
  }
  return cause;
}

/** Makes the call for what is in a pipeline that was triggered. */
export function downstreamCall(call: Call, { id, project_id: project }: DownstreamPipeline): Call & { runId: string } {
  return { ...call, project: String(project), runId: String(id) };
}

/** Names a pipeline that was triggered, with its project where that is told. */
export function nameOf({ id, project_id: project, web_url: url }: DownstreamPipeline): string {
  const path = url !== undefined && URL.canParse(url) ? new URL(url).pathname.split('/-/')[0]?.slice(1) : undefined;
  return `pipeline ${id} of project "${path || project}"`;
}

/** What can't be read takes nothing from the answer that the pipeline failed. */
async function readIfVisible(client: GitLabClient, call: Call & { runId: string }): Promise<SeenPipeline | undefined> {
  try {
    const pipeline = await client.getPipelineIfVisible(call, call.runId);
    return pipeline === undefined ? undefined : { pipeline, jobs: await readJobs(client, call, call.runId) };
  } catch {
    call.signal?.throwIfAborted();
    return undefined;
  }
}
