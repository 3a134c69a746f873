import type { components } from '../generated/jenkins.ts';
import { jobUrlPath } from './job.ts';
import type { ParameterValue } from './parameters.ts';
import type { QueueItem } from './queue-item.ts';
import type { ScheduledBuild } from './schedule.ts';
import type { Result } from './timeline.ts';

type Schemas = components['schemas'];

/** Where a build stands at a time. */
export interface BuildState {
  readonly building: boolean;
  readonly inProgress: boolean;
  readonly result: Result | null;
}

/** Tells where a build stands. A freestyle build is not "building" any more while it finishes, a pipeline is. */
export function buildStateAt({ item, timeline }: ScheduledBuild, now: number): BuildState {
  const { results, endedAt, completedAt } = timeline;
  const inProgress = completedAt === undefined || now < completedAt;
  const working = endedAt === undefined || now < endedAt;
  return {
    building: item.job.kind === 'pipeline' ? inProgress : working,
    inProgress,
    result: results.findLast(({ at }) => at <= now)?.result ?? null,
  };
}

/** Returns a build in few words. `baseUrl` is the address of Jenkins. */
export function buildReferenceView({ item, number }: ScheduledBuild, baseUrl: string): Schemas['BuildReference'] {
  return { _class: buildClass(item), number, url: `${baseUrl}/${jobUrlPath(item.job)}${number}/` };
}

/** Returns a build with all that Jenkins tells about it: that it is there, it tells before what it was asked for. */
export function buildView(build: ScheduledBuild, now: number, baseUrl: string): Schemas['Build'] {
  const { item, number, startedAt, timeline } = build;
  const state = buildStateAt(build, now);
  const duration = Math.max(0, (timeline.completedAt ?? now) - startedAt);
  const more = { id: String(number), keepLog: false };
  return {
    ...buildReferenceView(build, baseUrl),
    ...more,
    ...state,
    queueId: now < startedAt ? -1 : item.id,
    timestamp: Math.round(startedAt),
    duration: state.inProgress ? 0 : Math.round(duration),
    estimatedDuration: timeline.completedAt === undefined ? -1 : Math.round(duration),
    displayName: `#${number}`,
    fullDisplayName: `${item.job.segments.join(' » ')} #${number}`,
    description: null,
    actions: now < startedAt ? [] : [...actionsView(item), {}],
  };
}

/** Returns what was asked for, and who asked. */
export function actionsView({ parameters, users }: QueueItem): Schemas['Action'][] {
  const causes = users.map((user) => ({
    _class: 'hudson.model.Cause$UserIdCause',
    shortDescription: `Started by user ${user}`,
    userId: user,
    userName: user,
  }));
  const asked = { _class: 'hudson.model.ParametersAction', parameters: parameters.map(parameterView) };
  return [...(parameters.length === 0 ? [] : [asked]), { _class: 'hudson.model.CauseAction', causes }];
}

const TYPES = { string: 'String', boolean: 'Boolean', choice: 'String', password: 'Password' } as const;

/** Returns the value of a parameter, unless it is secret. */
export function parameterView({ name, type, value }: ParameterValue): Schemas['Parameter'] {
  const shown = { _class: `hudson.model.${TYPES[type]}ParameterValue`, name };
  return type === 'password' ? shown : { ...shown, value };
}

function buildClass({ job }: QueueItem): string {
  return job.kind === 'pipeline' ? 'org.jenkinsci.plugins.workflow.job.WorkflowRun' : 'hudson.model.FreeStyleBuild';
}
