import type { Stage } from '@sluice/core';
import { type AnyJob, latestAttempts } from './gitlab/jobs.ts';
import { stageStatus } from './status.ts';

/** Returns the stages of jobs that are in order. A job that triggers another pipeline counts like any other. */
export function stagesOf(jobs: readonly AnyJob[]): readonly Stage[] {
  const byStage = Map.groupBy(latestAttempts(jobs), (job) => job.stage);
  return [...byStage].map(([name, members]) => ({ name, status: stageStatus(members) }));
}
