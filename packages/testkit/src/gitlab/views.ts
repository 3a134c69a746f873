import type { components } from '../generated/gitlab.ts';
import { type Pipeline, type PipelineState, stateOf } from './pipeline.ts';
import type { Project } from './project.ts';
import { type AttemptTimeline, changeAt } from './timeline.ts';

type Schemas = components['schemas'];

/** Returns a pipeline as lists show it. `origin` is where the simulator is reached. */
export function pipelineSummaryView(
  pipeline: Pipeline,
  state: PipelineState,
  origin: string,
): Schemas['PipelineSummary'] {
  const { id, iid, project, sha, ref, source, name, createdAt } = pipeline;
  const more = { iid, project_id: project.id, sha };
  return {
    ...more,
    id,
    ref,
    status: state.status,
    source,
    name,
    web_url: `${origin}/${project.path}/-/pipelines/${id}`,
    created_at: timestamp(createdAt),
    updated_at: timestamp(state.updatedAt),
  };
}

/** Returns a pipeline as it is shown by itself. */
export function pipelineView(pipeline: Pipeline, now: number, origin: string): Schemas['Pipeline'] {
  const state = stateOf(pipeline, now);
  const summary = pipelineSummaryView(pipeline, state, origin);
  const more = {
    before_sha: '0'.repeat(40),
    tag: false,
    user: { username: pipeline.user, state: 'active' },
    detailed_status: {
      icon: `status_${state.status}`,
      text: state.status,
      label: state.status === 'success' ? 'passed' : state.status,
      group: state.status,
      has_details: true,
      details_path: new URL(summary.web_url ?? origin).pathname,
    },
  };
  return {
    ...summary,
    ...more,
    started_at: state.startedAt === undefined ? null : timestamp(state.startedAt),
    finished_at: state.finishedAt === undefined ? null : timestamp(state.finishedAt),
    yaml_errors: pipeline.yamlErrors ?? null,
  };
}

/** Returns a project, as briefly as with `simple=true`. */
export function projectView({ id, path }: Project, origin: string): Schemas['Project'] {
  const name = path.split('/').at(-1) ?? path;
  const more = { name, path: name, default_branch: 'main', web_url: `${origin}/${path}` };
  return { ...more, id, path_with_namespace: path };
}

/** Returns a job that triggers another pipeline, with that pipeline. */
export function triggerJobView(
  { pipeline, attempt, downstream }: TriggerJob,
  now: number,
  origin: string,
): Schemas['TriggerJob'] {
  const job = jobView(pipeline, attempt, now, origin);
  const reason = attempt.job.downstream === 'none' ? 'downstream_bridge_project_not_found' : 'unknown_failure';
  return {
    ...job,
    ...(job.status === 'failed' ? { failure_reason: reason } : {}),
    downstream_pipeline:
      downstream === undefined
        ? null
        : { project_id: downstream.project.id, ...pipelineSummaryView(downstream, stateOf(downstream, now), origin) },
  };
}

interface TriggerJob {
  readonly pipeline: Pipeline;
  readonly attempt: AttemptTimeline;
  readonly downstream: Pipeline | undefined;
}

/** Returns a job. */
export function jobView(pipeline: Pipeline, attempt: AttemptTimeline, now: number, origin: string): Schemas['Job'] {
  const { job, id, changes } = attempt;
  const status = changeAt(changes, now)?.status ?? 'created';
  const startedAt = changes.find((change) => change.status === 'running' && change.at <= now)?.at;
  const finishedAt = changes.find(
    ({ at, status: ended }) => at <= now && ['success', 'failed', 'canceled'].includes(ended),
  )?.at;
  const more = {
    ref: pipeline.ref,
    tag: false,
    pipeline: { id: pipeline.id, project_id: pipeline.project.id, ref: pipeline.ref, sha: pipeline.sha },
  };
  return {
    ...more,
    id,
    name: job.script.name,
    stage: job.stage,
    status,
    allow_failure: job.script.allowFailure ?? false,
    created_at: timestamp(changes[0]?.at ?? pipeline.createdAt),
    started_at: startedAt === undefined ? null : timestamp(startedAt),
    finished_at: finishedAt === undefined ? null : timestamp(finishedAt),
    web_url: `${origin}/${pipeline.project.path}/-/jobs/${id}`,
    ...(status === 'failed' ? { failure_reason: job.script.failureReason ?? 'script_failure' } : {}),
  };
}

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
