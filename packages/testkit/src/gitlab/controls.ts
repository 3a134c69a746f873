import * as actions from './actions.ts';
import { createPipeline } from './create-pipeline.ts';
import { startDuePipelines } from './downstream.ts';
import type { GitLabFault } from './faults.ts';
import { type Pipeline, stateOf } from './pipeline.ts';
import { addProject, findProject, type GitLabProjectOptions } from './project.ts';
import type { GitLabRequest, SimulatorState } from './state.ts';
import { changeAt } from './timeline.ts';
import { type GitLabWebhook, type GitLabWebhookEvent, webhookOf } from './webhook.ts';

/** A pipeline, as a test looks at it. @public */
export interface GitLabPipelineView {
  readonly id: number;
  readonly ref: string;
  readonly source: string;
  readonly user: string;
  readonly name: string | null;
  readonly status: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly jobs: readonly {
    readonly id: number;
    readonly name: string;
    readonly stage: string;
    readonly status: string;
  }[];
}

/** How the next pipeline with that job fails. @public */
export interface GitLabFailure {
  readonly project: string | number;
  readonly job: string;
  /** What the job prints last. @defaultValue one line that says it failed */
  readonly logLines?: readonly string[] | undefined;
  /** GitLab's code. @defaultValue 'script_failure' */
  readonly failureReason?: string | undefined;
}

/** A pipeline that is not started over the API. @public */
export interface GitLabForeignPipeline {
  readonly project: string | number;
  readonly ref: string;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** @defaultValue 'push' */
  readonly source?: string | undefined;
  /** @defaultValue 'somebody-else' */
  readonly user?: string | undefined;
}

/** Names one pipeline. @public */
export interface GitLabPipelineName {
  readonly project: string | number;
  readonly pipeline: number;
}

/** What a test does to a simulated GitLab, and asks of it, past its API. @public */
export interface GitLabControls {
  /** Adds a project and returns its number. */
  addProject(options: GitLabProjectOptions): number;
  /** Returns every pipeline of a project that exists, oldest first. */
  pipelines(project: string | number): readonly GitLabPipelineView[];
  /** Starts a pipeline that nobody asked for over the API. Returns its id. */
  startForeignPipeline(pipeline: GitLabForeignPipeline): number;
  /** Makes a job of the next pipeline that has it fail. */
  failNext(failure: GitLabFailure): void;
  /** Does what a person does who plays a manual or delayed job. */
  play(job: GitLabPipelineName & { readonly job: string }): void;
  /** Does what a person does who retries a pipeline: the same one goes on. */
  retry(pipeline: GitLabPipelineName): void;
  /** Deletes a pipeline for good; those that it triggered stay. */
  deletePipeline(pipeline: GitLabPipelineName): void;
  /** Returns the webhook that GitLab sends when a pipeline, or a job of it, comes to stand where it does now. */
  webhook(event: GitLabWebhookEvent): GitLabWebhook;
  /** Lets something go wrong with the next requests. */
  injectFault(fault: GitLabFault): void;
  /** Takes back the faults that have not struck. */
  clearFaults(): void;
  /** Returns the API requests so far, oldest first. */
  requests(): readonly GitLabRequest[];
}

/** Makes the controls of what the simulator knows. */
export function createControls(state: SimulatorState): GitLabControls {
  const existing = (name: string | number): readonly Pipeline[] => {
    const project = findProject(state.projects, name);
    startDuePipelines(state, state.now());
    return state.pipelines.filter((pipeline) => pipeline.project === project && pipeline.createdAt <= state.now());
  };
  const one = ({ project, pipeline: id }: GitLabPipelineName): Pipeline => {
    const pipeline = existing(project).find((candidate) => candidate.id === id);
    if (pipeline === undefined) throw new Error(`Project ${project} has no pipeline ${id}`);
    return pipeline;
  };
  return {
    addProject: (project) => addProject(state.projects, project).id,
    pipelines: (project) => existing(project).map((pipeline) => view(pipeline, state.now())),
    startForeignPipeline({ project, ref, variables = {}, inputs = {}, source = 'push', user = 'somebody-else' }) {
      const request = { ref, variables: Object.entries(variables).map(([key, value]) => ({ key, value })), inputs };
      const now = state.now();
      const creation = {
        ...state,
        project: findProject(state.projects, project),
        caller: { user, role: 'maintainer' },
        source,
        createdAt: now,
        listedAt: now,
      } as const;
      return createPipeline(request, creation, true).id;
    },
    failNext({ project, job, logLines, failureReason }) {
      findProject(state.projects, project).failures.push({
        job,
        logLines: logLines ?? [`${job} failed`],
        failureReason: failureReason ?? 'script_failure',
      });
    },
    play({ job: name, ...pipelineName }) {
      const pipeline = one(pipelineName);
      const now = state.now();
      const attempt = stateOf(pipeline, now).attempts.find(({ job, current }) => current && job.script.name === name);
      if (attempt === undefined) throw new Error(`Pipeline ${pipeline.id} has no job ${name}`);
      actions.playJob({ pipeline, attempt, now }, undefined, state.nextJobId);
    },
    retry: (name) => actions.retryPipeline(one(name), state.now(), state.nextJobId),
    deletePipeline(name) {
      state.pipelines.splice(state.pipelines.indexOf(one(name)), 1);
    },
    webhook({ job, idempotencyKey, ...name }) {
      return webhookOf({ pipeline: one(name), job, idempotencyKey, now: state.now(), origin: state.origin });
    },
    injectFault: (fault) => state.faults.add(fault),
    clearFaults: () => state.faults.clear(),
    requests: () => [...state.requests],
  };
}

function view(pipeline: Pipeline, now: number): GitLabPipelineView {
  const { id, ref, source, user, name, inputs } = pipeline;
  const { status, attempts } = stateOf(pipeline, now);
  return {
    id,
    ref,
    source,
    user,
    name,
    status,
    variables: Object.fromEntries(pipeline.variables.map(({ key, value }) => [key, value])),
    inputs,
    jobs: attempts.map((attempt) => ({
      id: attempt.id,
      name: attempt.job.script.name,
      stage: attempt.job.stage,
      status: changeAt(attempt.changes, now)?.status ?? 'created',
    })),
  };
}
