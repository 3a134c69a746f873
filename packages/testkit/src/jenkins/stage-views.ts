import type { components } from '../generated/jenkins.ts';
import { buildStateAt } from './build-views.ts';
import { jobUrlPath } from './job.ts';
import { definitionType } from './job-view.ts';
import { concealed, defaultValue, type JenkinsParameterOptions } from './parameters.ts';
import type { ScheduledBuild } from './schedule.ts';
import { inputIdOf } from './script.ts';
import type { Result, StageStatus, StageTimeline } from './timeline.ts';

type Schemas = components['schemas'];

/** A stage that a build has come to. */
export interface ReachedStage {
  readonly timeline: StageTimeline;
  readonly status: StageStatus;
}

/** Returns the stages that a build has come to. */
export function reachedStages({ timeline }: ScheduledBuild, now: number): readonly ReachedStage[] {
  return timeline.stages.flatMap((stage) => {
    const status = stage.changes.findLast(({ at }) => at <= now)?.status;
    return status === undefined ? [] : [{ timeline: stage, status }];
  });
}

const STATUS_OF: Readonly<Record<Result, StageStatus>> = {
  SUCCESS: 'SUCCESS',
  UNSTABLE: 'UNSTABLE',
  FAILURE: 'FAILED',
  NOT_BUILT: 'NOT_EXECUTED',
  ABORTED: 'ABORTED',
};

/** Returns a pipeline build with its stages. */
export function runDescriptionView(build: ScheduledBuild, now: number): Schemas['RunDescription'] {
  const { number, startedAt, timeline } = build;
  const { inProgress, result } = buildStateAt(build, now);
  const reached = reachedStages(build, now);
  const paused = reached.some(({ status }) => status === 'PAUSED_PENDING_INPUT');
  const running: StageStatus = paused ? 'PAUSED_PENDING_INPUT' : 'IN_PROGRESS';
  const end = inProgress ? now : (timeline.completedAt ?? now);
  const stages = reached.map((stage) => stageView(stage, timeline.stages.indexOf(stage.timeline), now));
  return {
    id: String(number),
    name: `#${number}`,
    status: inProgress || result === null ? running : STATUS_OF[result],
    startTimeMillis: Math.round(startedAt),
    endTimeMillis: Math.round(end),
    durationMillis: Math.max(0, Math.round(end - startedAt)),
    pauseDurationMillis: stages.reduce((sum, { pauseDurationMillis = 0 }) => sum + pauseDurationMillis, 0),
    stages,
  };
}

function stageView({ timeline, status }: ReachedStage, index: number, now: number): Schemas['Stage'] {
  const { stage, changes } = timeline;
  const beganAt = changes[0]?.at ?? now;
  const stoppedAt = status === 'IN_PROGRESS' || status === 'PAUSED_PENDING_INPUT' ? now : (changes.at(-1)?.at ?? now);
  const wentOnAt = changes[0]?.status === 'PAUSED_PENDING_INPUT' ? (changes[1]?.at ?? now) : beganAt;
  const error = { message: 'script returned exit code 1', type: 'hudson.AbortException' };
  return {
    id: String(6 + 7 * index),
    name: stage.name,
    status,
    startTimeMillis: Math.round(beganAt),
    durationMillis: Math.round(stoppedAt - beganAt),
    pauseDurationMillis: Math.round(Math.min(wentOnAt, now) - beganAt),
    ...(status === 'FAILED' ? { error } : {}),
  };
}

/** Returns the input steps that a build waits at. `rootPath` is the path of Jenkins on its server. */
export function pendingInputViews(build: ScheduledBuild, now: number, rootPath: string): Schemas['PendingInput'][] {
  const path = `${rootPath}/${jobUrlPath(build.item.job)}${build.number}/`;
  return reachedStages(build, now).flatMap(({ timeline, status }) => {
    const { input } = timeline.stage;
    if (input === undefined || status !== 'PAUSED_PENDING_INPUT') return [];
    const id = inputIdOf(timeline.stage);
    const inputs = (input.parameters ?? []).map(inputParameterView);
    return [
      {
        id,
        message: input.message,
        proceedText: input.proceedText ?? 'Proceed',
        inputs,
        proceedUrl: inputs.length === 0 ? `${path}input/${id}/proceedEmpty` : `${path}wfapi/inputSubmit?inputId=${id}`,
        abortUrl: `${path}input/${id}/abort`,
        redirectApprovalUrl: `${path}input/`,
      },
    ];
  });
}

function inputParameterView(parameter: JenkinsParameterOptions): Schemas['InputParameter'] {
  const { type, name, description, choices } = parameter;
  const given = defaultValue(parameter)?.value;
  const defaultVal = type === 'password' ? concealed(String(given)) : given;
  return {
    type: definitionType(parameter),
    name,
    ...(description === undefined ? {} : { description }),
    definition: {
      ...(defaultVal === undefined ? {} : { defaultVal }),
      ...(choices === undefined ? {} : { choices: [...choices] }),
    },
  };
}
