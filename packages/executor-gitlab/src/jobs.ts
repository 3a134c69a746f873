import type { Stage } from '@sluice/core';
import type { Job } from './answers.ts';
import { stageStatus } from './status.ts';

/**
 * Sorts jobs as the pipeline runs them: by stage, within a stage by number.
 *
 * GitLab numbers jobs in the order of the stages, but a retry gets a new number: the lowest one of a stage tells its place.
 */
export function inOrder(jobs: readonly Job[]): readonly Job[] {
  const place = new Map<string, number>();
  for (const { stage, id } of jobs) place.set(stage, Math.min(place.get(stage) ?? id, id));
  const placeOf = (job: Job): number => place.get(job.stage) ?? job.id;
  return jobs.toSorted((a, b) => placeOf(a) - placeOf(b) || a.id - b.id);
}

/** Leaves out the attempts that a retry has replaced. */
export function latestAttempts(jobs: readonly Job[]): readonly Job[] {
  const latest = new Map<string, number>();
  for (const { name, id } of jobs) latest.set(name, Math.max(latest.get(name) ?? id, id));
  return jobs.filter((job) => latest.get(job.name) === job.id);
}

/** Returns the stages of jobs that are in order. */
export function stagesOf(jobs: readonly Job[]): readonly Stage[] {
  const byStage = Map.groupBy(latestAttempts(jobs), (job) => job.stage);
  return [...byStage].map(([name, members]) => ({ name, status: stageStatus(members) }));
}
