import type { Job, Pipeline, TriggerJob } from '../answers.ts';
import type { GitLabClient } from '../client.ts';
import type { Call } from './transport.ts';

/** A job, or one that triggers another pipeline. */
export type AnyJob = Job & Pick<TriggerJob, 'downstream_pipeline'>;

/** A pipeline with its jobs of both kinds, in the order in which it runs them. */
export interface SeenPipeline {
  readonly pipeline: Pipeline;
  readonly jobs: readonly AnyJob[];
}

/** Reads a pipeline before its jobs: where it says `failed`, the job that failed is among them. */
export async function readPipeline(client: GitLabClient, call: Call, pipelineId: string): Promise<SeenPipeline> {
  const pipeline = await client.getPipeline(call, pipelineId);
  return { pipeline, jobs: await readJobs(client, call, pipelineId) };
}

/** Reads the jobs of a pipeline of both kinds. */
export async function readJobs(client: GitLabClient, call: Call, pipelineId: string): Promise<readonly AnyJob[]> {
  const jobs = await Promise.all([client.listJobs(call, pipelineId), client.listTriggerJobs(call, pipelineId)]);
  return inOrder(jobs.flat());
}

/**
 * Sorts jobs as the pipeline runs them: by stage, within a stage by number.
 *
 * GitLab numbers jobs in the order of the stages, but a retry gets a new number: the lowest one of a stage tells its place.
 */
export function inOrder<OneJob extends Job>(jobs: readonly OneJob[]): readonly OneJob[] {
  const place = new Map<string, number>();
  for (const { stage, id } of jobs) place.set(stage, Math.min(place.get(stage) ?? id, id));
  const placeOf = (job: OneJob): number => place.get(job.stage) ?? job.id;
  return jobs.toSorted((a, b) => placeOf(a) - placeOf(b) || a.id - b.id);
}

/** Leaves out the attempts that a retry has replaced. */
export function latestAttempts<OneJob extends Job>(jobs: readonly OneJob[]): readonly OneJob[] {
  const latest = new Map<string, number>();
  for (const { name, id } of jobs) latest.set(name, Math.max(latest.get(name) ?? id, id));
  return jobs.filter((job) => latest.get(job.name) === job.id);
}
