import { type Creation, createTriggered } from './create-pipeline.ts';
import { type Pipeline, stateOf } from './pipeline.ts';
import type { Project } from './project.ts';
import type { GitLabTriggerScript } from './script.ts';
import type { SimulatorState } from './state.ts';
import type { TimelineJob } from './timeline.ts';

/** A job whose time has come to start another pipeline. */
interface DueTrigger {
  readonly pipeline: Pipeline;
  readonly job: TimelineJob;
  readonly trigger: GitLabTriggerScript;
  readonly at: number;
}

/** Starts the pipelines that jobs should have started by now, each at its time: the earliest may bring forth others. */
export function startDuePipelines(state: SimulatorState, now: number): void {
  for (let due = earliestDue(state, now); due !== undefined; due = earliestDue(state, now)) start(state, due);
}

function earliestDue({ pipelines }: SimulatorState, now: number): DueTrigger | undefined {
  return pipelines
    .filter((pipeline) => pipeline.jobs.some(isOpen))
    .flatMap((pipeline) => dueOf(pipeline, now))
    .toSorted((a, b) => a.at - b.at)[0];
}

function isOpen({ script, downstream }: TimelineJob): boolean {
  return script.trigger !== undefined && downstream === undefined;
}

function dueOf(pipeline: Pipeline, now: number): DueTrigger[] {
  return stateOf(pipeline, now).attempts.flatMap(({ job, current, changes }) => {
    const { trigger } = job.script;
    const begun = changes.find(({ at, status }) => status === 'running' && at <= now);
    if (!current || trigger === undefined || job.downstream !== undefined || begun === undefined) return [];
    return [{ pipeline, job, trigger, at: begun.at }];
  });
}

function start(state: SimulatorState, { pipeline, job, trigger, at }: DueTrigger): void {
  const project = projectOf(state, pipeline, trigger);
  const downstream = project === undefined ? 'none' : createIn(state, { pipeline, trigger, project, at });
  pipeline.jobs = pipeline.jobs.map((one) => (one === job ? { ...job, downstream } : one));
}

function projectOf(
  { projects }: SimulatorState,
  { project }: Pipeline,
  trigger: GitLabTriggerScript,
): Project | undefined {
  return trigger.project === undefined ? project : projects.find(({ path }) => path === trigger.project);
}

function createIn(
  state: SimulatorState,
  { pipeline, trigger, project, at }: Omit<DueTrigger, 'job'> & { readonly project: Project },
): Pipeline {
  const isChild = project === pipeline.project;
  const creation: Creation = {
    ...state,
    project,
    caller: { user: pipeline.user, role: 'maintainer' },
    source: isChild ? 'parent_pipeline' : 'pipeline',
    createdAt: at,
    listedAt: at,
  };
  const ref = trigger.ref ?? (isChild ? pipeline.ref : 'main');
  return createTriggered({ ref, script: trigger.script, parent: pipeline }, creation);
}
