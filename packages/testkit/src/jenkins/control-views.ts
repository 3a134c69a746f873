import { buildStateAt } from './build-views.ts';
import { parameterRecord } from './parameters.ts';
import { phaseOf, type ScheduledBuild, type ScheduledItem } from './schedule.ts';
import { reachedStages } from './stage-views.ts';
import type { SimulatorState } from './state.ts';

/** A build, as a test looks at it. @public */
export interface JenkinsBuildView {
  readonly number: number;
  readonly queueId: number;
  /** All of them, as text; also the secret ones. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Who asked for it. */
  readonly users: readonly string[];
  readonly result: string | null;
  /** Whether anything of it still goes on. */
  readonly building: boolean;
  /** Those that it has come to. */
  readonly stages: readonly { readonly name: string; readonly status: string }[];
  /** What was decided at its input steps. */
  readonly answers: readonly JenkinsAnswerView[];
}

/** How an input of a simulated build was answered, and by whom. @public */
export interface JenkinsAnswerView {
  readonly input: string;
  readonly decision: 'proceed' | 'abort';
  readonly user: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A build that waits in the queue, as a test looks at it. @public */
export interface JenkinsQueueView {
  readonly id: number;
  /** Full name of the job. */
  readonly job: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly users: readonly string[];
  /** `waiting` for the end of its quiet period, `blocked` by a build of the same job, `buildable` once there is room. */
  readonly state: 'waiting' | 'blocked' | 'buildable';
}

/** Returns a build, as a test looks at it. */
export function controlBuildView(build: ScheduledBuild, now: number): JenkinsBuildView {
  const { number, item } = build;
  const { inProgress, result } = buildStateAt(build, now);
  return {
    number,
    queueId: item.id,
    parameters: parameterRecord(item.parameters),
    users: [...item.users],
    result,
    building: inProgress,
    stages: reachedStages(build, now).map(({ timeline, status }) => ({ name: timeline.stage.name, status })),
    answers: item.answers.map(({ input, decision, user, values }) => {
      return { input, decision, user, values: parameterRecord(values) };
    }),
  };
}

/** Returns a queue item, as a test looks at it; nothing when it does not wait any more. */
export function controlQueueView(
  scheduled: ScheduledItem,
  state: SimulatorState,
  now: number,
): JenkinsQueueView | undefined {
  const phase = phaseOf(scheduled, state, now);
  if (phase === 'left' || phase === 'gone') return undefined;
  const { id, job, parameters, users } = scheduled.item;
  return { id, job: job.fullName, parameters: parameterRecord(parameters), users: [...users], state: phase };
}
