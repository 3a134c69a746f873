import { createHash } from 'node:crypto';
import type { Project } from './project.ts';
import { refusal } from './refusal.ts';
import type { GitLabScript } from './script.ts';
import {
  type AttemptTimeline,
  attemptTimelines,
  changeAt,
  pipelineChanges,
  type StatusChange,
  type TimelineInput,
  type TimelineJob,
} from './timeline.ts';

/** A pipeline as it is kept. Where it stands is derived from this and the time, never stored. */
export interface Pipeline {
  readonly id: number;
  readonly iid: number;
  readonly project: Project;
  readonly ref: string;
  readonly sha: string;
  readonly source: string;
  readonly user: string;
  readonly name: string | null;
  readonly variables: readonly { readonly key: string; readonly value: string }[];
  readonly inputs: Readonly<Record<string, string>>;
  /** It does not exist before. */
  readonly createdAt: number;
  /** Lists do not show it before. */
  readonly listedAt: number;
  readonly cancelMs: number;
  readonly processingMs: number;
  readonly cancels: number[];
  /** When somebody retried it or played a job of it. */
  readonly touches: number[];
  jobs: readonly TimelineJob[];
}

/** Where a pipeline stands at a time. */
export interface PipelineState {
  readonly status: StatusChange['status'];
  readonly updatedAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly attempts: readonly AttemptTimeline[];
}

/** Counts up the numbers of pipelines and jobs. */
export type NextId = () => number;

/** What a pipeline is made of, apart from its jobs. */
export interface PipelineFields
  extends Pick<
    Pipeline,
    'id' | 'iid' | 'project' | 'ref' | 'source' | 'user' | 'variables' | 'inputs' | 'createdAt' | 'listedAt'
  > {
  /** Resolved. */
  readonly script: GitLabScript;
  readonly speed: number;
}

/** Makes a pipeline of a script. */
export function makePipeline({ script, speed, ...fields }: PipelineFields, nextJobId: NextId): Pipeline {
  const jobs = script.stages.flatMap((stage) =>
    stage.jobs.map((job): TimelineJob => {
      const id = nextJobId();
      return { stage: stage.name, script: job, replaced: [], id, from: fields.createdAt, playedAt: undefined };
    }),
  );
  return {
    ...fields,
    sha: createHash('sha1').update(`${fields.project.path} ${fields.ref}`).digest('hex'),
    name: script.name ?? null,
    cancelMs: 500 / speed,
    processingMs: 100 / speed,
    cancels: [],
    touches: [],
    jobs,
  };
}

/** Derives where a pipeline stands. */
export function stateOf(pipeline: Pipeline, now: number): PipelineState {
  const input: TimelineInput = pipeline;
  const attempts = attemptTimelines(input);
  const changes = pipelineChanges(input, attempts);
  const last = changeAt(changes, now) ?? { at: pipeline.createdAt, status: 'created' };
  const finished = ['success', 'failed', 'canceled', 'skipped'].includes(last.status);
  return {
    status: last.status,
    updatedAt: Math.max(last.at, ...pipeline.touches),
    startedAt: changes.find(({ at, status }) => status === 'running' && at <= now)?.at,
    finishedAt: finished ? last.at : undefined,
    attempts,
  };
}

/** Plays a job that waits for a person. */
export function playJob(pipeline: Pipeline, name: string, now: number): void {
  const attempt = stateOf(pipeline, now).attempts.find(({ job, current }) => current && job.script.name === name);
  if (attempt === undefined) throw refusal(404, '404 Not Found');
  if (changeAt(attempt.changes, now)?.status !== 'manual') throw refusal(400, '400 Bad request - Unplayable Job');
  pipeline.jobs = pipeline.jobs.map((job) => (job === attempt.job ? { ...job, playedAt: now } : job));
  pipeline.touches.push(now);
}

/** Runs the failed and cancelled jobs again, under new numbers; what was skipped after them comes again too. */
export function retryPipeline(pipeline: Pipeline, now: number, nextJobId: NextId): void {
  const attempts = stateOf(pipeline, now).attempts.filter(({ current }) => current);
  pipeline.jobs = attempts.map(({ job, changes, id }): TimelineJob => {
    const status = changeAt(changes, now)?.status;
    if (status !== 'failed' && status !== 'canceled') return job;
    const past = { id, changes: changes.filter(({ at }) => at <= now) };
    const script = { ...job.script, outcome: 'success' as const };
    return { ...job, script, replaced: [...job.replaced, past], id: nextJobId(), from: now, playedAt: undefined };
  });
  pipeline.touches.push(now);
}
