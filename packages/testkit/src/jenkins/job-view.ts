import type { components } from '../generated/jenkins.ts';
import { buildReferenceView, buildView, parameterView } from './build-views.ts';
import { type Job, jobUrlPath } from './job.ts';
import { defaultValue, type JenkinsParameterOptions } from './parameters.ts';
import { buildsAt, isQueued, phaseOf, scheduleOf } from './schedule.ts';
import type { SimulatorState } from './state.ts';

type Schemas = components['schemas'];

/** What Jenkins tells of a job when it is not asked for more. */
export const JOB_FIELDS =
  'name,fullName,url,buildable,inQueue,concurrentBuild,nextBuildNumber,property[parameterDefinitions[name,type,description,choices,defaultParameterValue[name,value]]],lastBuild[number,url],builds[number,url]';

/** Returns a job with all that Jenkins tells about it when it is asked. `baseUrl` is the address of Jenkins. */
export function jobView(job: Job, state: SimulatorState, { now, baseUrl }: ViewedAt): Schemas['Job'] {
  const schedule = scheduleOf(job, state);
  const left = schedule.filter(({ leavesAt }) => leavesAt !== undefined && leavesAt <= now);
  const builds = buildsAt(job, state, now)
    .filter(({ item }) => item.listedAt <= now)
    .reverse();
  const [last] = builds;
  const views = builds.map((build) => buildView(build, now, baseUrl));
  return {
    ...jobReferenceView(job, baseUrl),
    fullName: job.fullName,
    url: `${baseUrl}/${jobUrlPath(job)}`,
    buildable: job.buildable,
    inQueue: schedule.some((scheduled) => isQueued(phaseOf(scheduled, state, now))),
    concurrentBuild: job.concurrent,
    nextBuildNumber: Math.max(0, ...left.map(({ build }) => build?.number ?? 0)) + 1,
    property: propertiesView(job),
    lastBuild: last === undefined ? null : buildReferenceView(last, baseUrl),
    builds: views.slice(0, 100),
    allBuilds: views,
  };
}

/** When somebody looks, and under which address Jenkins names things. */
export interface ViewedAt {
  readonly now: number;
  readonly baseUrl: string;
}

/** Returns a job in few words. */
export function jobReferenceView(job: Job, baseUrl: string): Schemas['JobReference'] {
  return {
    _class:
      job.kind === 'pipeline' ? 'org.jenkinsci.plugins.workflow.job.WorkflowJob' : 'hudson.model.FreeStyleProject',
    name: job.segments.at(-1) ?? '',
    url: `${baseUrl}/${jobUrlPath(job)}`,
  };
}

function propertiesView({ parameters }: Job): Schemas['JobProperty'][] {
  if (parameters.length === 0) return [];
  return [
    {
      _class: 'hudson.model.ParametersDefinitionProperty',
      parameterDefinitions: parameters.map(definitionView),
    },
  ];
}

function definitionView(definition: JenkinsParameterOptions): Schemas['ParameterDefinition'] {
  const { name, choices, description } = definition;
  const value = defaultValue(definition);
  const type = definitionType(definition);
  return {
    _class: `hudson.model.${type}`,
    name,
    type,
    description: description ?? '',
    defaultParameterValue: value === undefined ? null : parameterView(value),
    ...(choices === undefined ? {} : { choices: [...choices] }),
  };
}

/** Returns what Jenkins calls the kind of a parameter. */
export function definitionType({ type }: JenkinsParameterOptions): string {
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}ParameterDefinition`;
}
