import { type Caller, requireMaintainer } from './access.ts';
import { type NextId, newAttempt, type Pipeline, stateOf } from './pipeline.ts';
import { refusal } from './refusal.ts';
import { withSuccess } from './script.ts';
import { type AttemptTimeline, changeAt, isOver, type TimelineJob } from './timeline.ts';

const CANCELABLE: readonly string[] = ['created', 'pending', 'running', 'scheduled'];

/** Where and when something is done to a job. */
export interface JobAction {
  readonly pipeline: Pipeline;
  readonly attempt: AttemptTimeline;
  readonly now: number;
}

/**
 * Stops a pipeline and its children, all the pipelines of its own project that it has triggered. Where there is nothing to
 * stop, nothing happens, not to the children either (app/services/ci/cancel_pipeline_service.rb).
 */
export function cancelPipeline(pipeline: Pipeline, pipelines: readonly Pipeline[], now: number): void {
  const current = stateOf(pipeline, now).attempts.filter((attempt) => attempt.current);
  if (!current.some((attempt) => CANCELABLE.includes(statusOf(attempt, now)))) return;
  for (const one of [pipeline, ...childrenOf(pipeline, pipelines)]) one.cancels.push(now);
}

function childrenOf(pipeline: Pipeline, pipelines: readonly Pipeline[]): readonly Pipeline[] {
  const children = pipelines.filter(({ parent, project }) => parent === pipeline && project === pipeline.project);
  return children.flatMap((child) => [child, ...childrenOf(child, pipelines)]);
}

/** Runs the failed and cancelled jobs again, under new numbers; what was skipped after them comes again too. */
export function retryPipeline(pipeline: Pipeline, now: number, nextJobId: NextId): void {
  const attempts = stateOf(pipeline, now).attempts.filter(({ current }) => current);
  pipeline.jobs = attempts.map((attempt) => {
    const again = ['failed', 'canceled'].includes(statusOf(attempt, now));
    return again ? nextAttempt(attempt, now, nextJobId) : attempt.job;
  });
  pipeline.touches.push(now);
}

/**
 * Plays a job that waits for a person or for its time. GitLab counts a manual job that has finished as playable too, and
 * runs it once more under a new number.
 *
 * @throws Refusal for a job that can't be played, or not by this caller
 */
export function playJob({ pipeline, attempt, now }: JobAction, caller: Caller | undefined, nextJobId: NextId): void {
  const { script } = attempt.job;
  if (caller !== undefined && script.protectedEnvironment === true) requireMaintainer(caller);
  const status = changeAt(attempt.changes, now)?.status ?? 'created';
  const waits = status === 'manual' || status === 'scheduled';
  const retryable = script.when === 'manual' && isOver(status) && status !== 'skipped';
  if (!attempt.current || !(waits || retryable)) throw refusal(400, '400 Bad request - Unplayable Job');
  const played = waits ? attempt.job : nextAttempt(attempt, now, nextJobId);
  change(pipeline, attempt.job, { ...played, playedAt: now });
  pipeline.touches.push(now);
}

/** Stops one job; with `force`, one that is being stopped already, without waiting for it. */
export function cancelJob({ pipeline, attempt, now }: JobAction, force: boolean): void {
  const { job } = attempt;
  if (!attempt.current) return;
  if (!force) change(pipeline, job, { ...job, cancels: [...job.cancels, now] });
  else if (statusOf(attempt, now) === 'canceling') change(pipeline, job, { ...job, forced: [...job.forced, now] });
}

function nextAttempt({ job, changes, id }: AttemptTimeline, now: number, nextJobId: NextId): TimelineJob {
  const past = { id, changes: changes.filter(({ at }) => at <= now) };
  return {
    ...newAttempt(nextJobId(), now),
    stage: job.stage,
    script: withSuccess(job.script),
    replaced: [...job.replaced, past],
  };
}

function change(pipeline: Pipeline, from: TimelineJob, to: TimelineJob): void {
  pipeline.jobs = pipeline.jobs.map((job) => (job === from ? to : job));
}

function statusOf({ changes }: AttemptTimeline, now: number): string {
  return changeAt(changes, now)?.status ?? 'created';
}
