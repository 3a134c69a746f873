import type { RunStatus, StageStatus } from '@sluice/core';
import type { components } from './generated/gitlab.ts';

type KnownStatus = components['schemas']['KnownStatus'];

const RUN: Readonly<Record<KnownStatus, RunStatus>> = {
  created: 'queued',
  waiting_for_resource: 'queued',
  preparing: 'queued',
  waiting_for_callback: 'queued',
  pending: 'queued',
  running: 'running',
  canceling: 'running',
  manual: 'blocked',
  scheduled: 'blocked',
  success: 'succeeded',
  failed: 'failed',
  skipped: 'failed',
  canceled: 'cancelled',
};

const JOB: Readonly<Record<KnownStatus, StageStatus>> = {
  created: 'pending',
  waiting_for_resource: 'pending',
  preparing: 'pending',
  waiting_for_callback: 'pending',
  pending: 'pending',
  running: 'running',
  canceling: 'running',
  manual: 'blocked',
  scheduled: 'blocked',
  success: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  canceled: 'cancelled',
};

/** What of a job counts for its stage. */
export interface StageJob {
  readonly status: string;
  readonly allow_failure?: boolean;
}

/** Maps the status of a pipeline. One that we don't know yet counts as running: it is looked at again. */
export function runStatus(status: string): RunStatus {
  return isKnown(status) ? RUN[status] : 'running';
}

/** Maps the statuses of a stage's jobs to one. */
export function stageStatus(jobs: readonly StageJob[]): StageStatus {
  const required = jobs.filter((job) => !isOptionalManual(job));
  // A stage of nothing but optional manual jobs has done nothing, also where GitLab calls the pipeline a success.
  if (required.length === 0) return 'blocked';
  const statuses = required.map(jobStatus);
  const all = (wanted: StageStatus): boolean => statuses.every((status) => status === wanted);
  if (all('pending') || all('skipped')) return statuses[0] ?? 'pending';
  if (statuses.includes('running')) return 'running';
  if (statuses.includes('blocked')) return 'blocked';
  if (statuses.includes('pending')) return 'running';
  return (['failed', 'cancelled'] as const).find((status) => statuses.includes(status)) ?? 'succeeded';
}

/** Tells whether a job ended, so that its log does not grow any more. */
export function isOver(status: string): boolean {
  return ['success', 'failed', 'canceled', 'skipped'].includes(status);
}

/** Tells whether a job may have a log by now. */
export function hasBegun(status: string): boolean {
  return !isKnown(status) || !['pending', 'blocked', 'skipped'].includes(JOB[status]);
}

/** Tells whether a job waits for somebody, but nothing waits for it. */
export function isOptionalManual({ status, allow_failure }: StageJob): boolean {
  return status === 'manual' && allow_failure === true;
}

function jobStatus({ status, allow_failure }: StageJob): StageStatus {
  if (status === 'failed' && allow_failure === true) return 'succeeded';
  return isKnown(status) ? JOB[status] : 'running';
}

function isKnown(status: string): status is KnownStatus {
  return Object.hasOwn(RUN, status);
}
