import type { Clock } from '@sluice/core';
import { Hono } from 'hono';
import type { GitLabToken } from './access.ts';
import type { SimulatorEnvironment } from './call.ts';
import { controlRoutes } from './control-routes.ts';
import { createPipeline } from './create-pipeline.ts';
import type { GitLabFault } from './faults.ts';
import { type Pipeline, playJob, retryPipeline, stateOf } from './pipeline.ts';
import { addProject, findProject, type GitLabProjectOptions } from './project.ts';
import { apiRoutes } from './routes.ts';
import { createState, type GitLabRequest, type SimulatorState } from './state.ts';
import { changeAt } from './timeline.ts';

/** @public */
export interface GitLabSimulatorOptions {
  /** What time it is: where every pipeline stands is derived from it. @defaultValue the system's clock */
  readonly clock?: Pick<Clock, 'now'> | undefined;
  /** @defaultValue one token `simulator-token` of a maintainer */
  readonly tokens?: readonly GitLabToken[] | undefined;
  /** How much faster than their scripts pipelines run. @defaultValue 1 */
  readonly speed?: number | undefined;
  /** @defaultValue none */
  readonly projects?: readonly GitLabProjectOptions[] | undefined;
}

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

/**
 * A GitLab that runs scripts instead of pipelines.
 *
 * @public
 */
export interface GitLabSimulator {
  /** GitLab's API under `/api/v4`, and the methods below under `/_control`. */
  readonly app: Hono<SimulatorEnvironment>;
  /** Adds a project and returns its number. */
  addProject(options: GitLabProjectOptions): number;
  /** Returns every pipeline of a project that exists, oldest first. */
  pipelines(project: string | number): readonly GitLabPipelineView[];
  /** Starts a pipeline that nobody asked for over the API. Returns its id. */
  startForeignPipeline(pipeline: GitLabForeignPipeline): number;
  /** Makes a job of the next pipeline that has it fail. */
  failNext(failure: GitLabFailure): void;
  /** Does what a person does who plays a manual job. */
  play(job: { readonly project: string | number; readonly pipeline: number; readonly job: string }): void;
  /** Does what a person does who retries a pipeline: the same one goes on. */
  retry(pipeline: { readonly project: string | number; readonly pipeline: number }): void;
  /** Lets something go wrong with the next requests. */
  injectFault(fault: GitLabFault): void;
  /** Takes back the faults that have not struck. */
  clearFaults(): void;
  /** Returns the API requests so far, oldest first. */
  requests(): readonly GitLabRequest[];
}

/**
 * Makes a simulated GitLab: no network, no timers.
 *
 * @example
 * ```ts
 * const clock = createVirtualClock();
 * const simulator = createGitLabSimulator({ clock, projects: [{ path: 'platform/bootstrap' }] });
 * ```
 * @public
 */
export function createGitLabSimulator(options: GitLabSimulatorOptions = {}): GitLabSimulator {
  const clock = options.clock ?? { now: Date.now };
  const state = createState({
    now: () => clock.now(),
    speed: options.speed ?? 1,
    tokens: options.tokens ?? [{ token: 'simulator-token' }],
  });
  const app = new Hono<SimulatorEnvironment>();
  const simulator: GitLabSimulator = { app, ...controls(state) };
  for (const project of options.projects ?? []) simulator.addProject(project);
  app.route('/api/v4', apiRoutes(state));
  app.route('/_control', controlRoutes(simulator));
  app.onError((error, context) => context.text(error.message, 500));
  return simulator;
}

function controls(state: SimulatorState): Omit<GitLabSimulator, 'app'> {
  const existing = (name: string | number): readonly Pipeline[] => {
    const project = findProject(state.projects, name);
    return state.pipelines.filter((pipeline) => pipeline.project === project && pipeline.createdAt <= state.now());
  };
  const one = (project: string | number, id: number): Pipeline => {
    const pipeline = existing(project).find((candidate) => candidate.id === id);
    if (pipeline === undefined) throw new Error(`Project ${project} has no pipeline ${id}`);
    return pipeline;
  };
  return {
    addProject: (project) => addProject(state.projects, project).id,
    pipelines: (project) => existing(project).map((pipeline) => view(pipeline, state.now())),
    startForeignPipeline({ project, ref, variables = {}, inputs = {}, source = 'push', user = 'somebody-else' }) {
      const body = { ref, variables: Object.entries(variables).map(([key, value]) => ({ key, value })), inputs };
      const now = state.now();
      return createPipeline(body, {
        ...state,
        project: findProject(state.projects, project),
        caller: { user, role: 'maintainer' },
        source,
        createdAt: now,
        listedAt: now,
      }).id;
    },
    failNext({ project, job, logLines, failureReason }) {
      findProject(state.projects, project).failures.push({
        job,
        logLines: logLines ?? [`${job} failed`],
        failureReason: failureReason ?? 'script_failure',
      });
    },
    play: ({ project, pipeline, job }) => playJob(one(project, pipeline), job, state.now()),
    retry: ({ project, pipeline }) => retryPipeline(one(project, pipeline), state.now(), state.nextJobId),
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
