import { createHash } from 'node:crypto';
import type { Project } from './project.ts';
import type { GitLabScript } from './script.ts';
import {
  type AttemptTimeline,
  attemptTimelines,
  changeAt,
  isOver,
  pipelineChanges,
  type StatusChange,
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
  /** What its variables and inputs come to: what its texts are made with. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong with its definition; it has no jobs then. */
  readonly yamlErrors: string | undefined;
  /** The pipeline that triggered it. */
  readonly parent: Pipeline | undefined;
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
    | 'id'
    | 'iid'
    | 'project'
    | 'ref'
    | 'source'
    | 'user'
    | 'variables'
    | 'inputs'
    | 'createdAt'
    | 'listedAt'
    | 'values'
    | 'yamlErrors'
    | 'parent'
  > {
  /** Resolved. */
  readonly script: GitLabScript;
  readonly speed: number;
}

/** Makes a pipeline of a script. */
export function makePipeline({ script, speed, ...fields }: PipelineFields, nextJobId: NextId): Pipeline {
  const jobs = script.stages.flatMap((stage) =>
    stage.jobs.map((job): TimelineJob => {
      return { ...newAttempt(nextJobId(), fields.createdAt), stage: stage.name, script: job, replaced: [] };
    }),
  );
  return {
    ...fields,
    sha: createHash('sha1').update(`${fields.project.path} ${fields.ref}`).digest('hex'),
    name: script.name ?? null,
    processingMs: 100 / speed,
    cancels: [],
    touches: [],
    jobs,
  };
}

/** Makes the part of a job that each attempt at it has anew. */
export function newAttempt(id: number, from: number): Omit<TimelineJob, 'stage' | 'script' | 'replaced'> {
  return { id, from, playedAt: undefined, cancels: [], forced: [], downstream: undefined };
}

/** Derives where a pipeline stands. */
export function stateOf(pipeline: Pipeline, now: number): PipelineState {
  const attempts = attemptTimelines(pipeline);
  const changes = pipelineChanges(pipeline, attempts);
  const started = changeAt(changes, now) ?? { at: pipeline.createdAt, status: 'created' };
  const last: StatusChange = pipeline.yamlErrors === undefined ? started : { at: pipeline.createdAt, status: 'failed' };
  return {
    status: last.status,
    updatedAt: Math.max(last.at, ...pipeline.touches),
    startedAt: changes.find(({ at, status }) => status === 'running' && at <= now)?.at,
    finishedAt: isOver(last.status) ? last.at : undefined,
    attempts,
  };
}
