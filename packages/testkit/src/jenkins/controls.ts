import { answerInput, formValues } from './answer-input.ts';
import { controlBuildView, controlQueueView, type JenkinsBuildView, type JenkinsQueueView } from './control-views.ts';
import { enqueue } from './enqueue.ts';
import type { JenkinsFault, JenkinsRestart } from './faults.ts';
import { addJob, findJob, type JenkinsJobOptions, type JenkinsJobPath } from './job.ts';
import { type JenkinsNotification, type JenkinsPhase, notificationOf } from './notification.ts';
import { readParameters } from './parameters.ts';
import { restart } from './restart.ts';
import { buildsAt, type ScheduledBuild, scheduleOf } from './schedule.ts';
import type { JenkinsOutcome } from './script.ts';
import { type JenkinsRequest, type SimulatorState, settle } from './state.ts';

/** A build that is not asked for over the API. @public */
export interface JenkinsForeignBuild {
  readonly job: JenkinsJobPath;
  /** @defaultValue the defaults of the job */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** @defaultValue 'somebody-else' */
  readonly user?: string | undefined;
}

/** How the next build with that stage fails. @public */
export interface JenkinsFailure {
  readonly job: JenkinsJobPath;
  readonly stage: string;
  /** What the stage prints last. @defaultValue one line that says it failed */
  readonly logLines?: readonly string[] | undefined;
  /** @defaultValue 'failure' */
  readonly outcome?: JenkinsOutcome | undefined;
}

/** Names a build: its job and its number. @public */
export interface JenkinsBuildName {
  readonly job: JenkinsJobPath;
  readonly build: number;
}

/** What a notification of a simulated Jenkins says of a build. @public */
export interface JenkinsNotificationEvent extends JenkinsBuildName {
  readonly phase: JenkinsPhase;
}

/** What a person decides at an input step. @public */
export interface JenkinsInputDecision extends JenkinsBuildName {
  readonly input: string;
  /** @defaultValue 'proceed' */
  readonly decision?: 'proceed' | 'abort' | undefined;
  /** @defaultValue 'somebody-else' */
  readonly user?: string | undefined;
  /** @defaultValue the defaults of the input step */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** What a test may do with a simulated Jenkins. @public */
export interface JenkinsControls {
  /** Adds a job, its folders included, and returns its full name. */
  addJob(options: JenkinsJobOptions): string;
  /** Returns every build of a job, oldest first. */
  builds(job: JenkinsJobPath): readonly JenkinsBuildView[];
  /** Returns what waits in the queue, in the order of the jobs. */
  queue(): readonly JenkinsQueueView[];
  /** Queues a build that nobody asked for over the API. Returns the id of its queue item. */
  startForeignBuild(build: JenkinsForeignBuild): number;
  /** Makes a stage of the next build that has it fail. */
  failNext(failure: JenkinsFailure): void;
  /** Does what a person does who answers an input step. */
  answerInput(decision: JenkinsInputDecision): void;
  /**
   * Crashes Jenkins and starts it again: pipelines go on, freestyle builds die, sessions end, items that have left the
   * queue can't be read any more.
   */
  restart(how?: JenkinsRestart): void;
  /** Lets Jenkins queue builds but start none, until a restart or `cancelQuietDown`. */
  quietDown(how?: { readonly reason?: string | undefined }): void;
  /** Lets Jenkins start builds again. */
  cancelQuietDown(): void;
  /** Removes a build, as retention does. Its number is not used again. */
  discardBuild(build: JenkinsBuildName): void;
  /**
   * Returns the request that the notification plugin makes when a build comes to a phase, for the test to send.
   *
   * @throws Error when the build has not come to that phase
   */
  notification(event: JenkinsNotificationEvent): JenkinsNotification;
  /** Ends every session: crumbs are no good any more. */
  expireSessions(): void;
  /** Lets something go wrong with the next requests. */
  injectFault(fault: JenkinsFault): void;
  /** Takes back the faults that have not struck. */
  clearFaults(): void;
  /** Returns the API requests so far, oldest first. */
  requests(): readonly JenkinsRequest[];
}

/** Makes the methods that a test calls. */
export function createControls(state: SimulatorState): JenkinsControls {
  return { ...buildControls(state), ...worldControls(state) };
}

type BuildControl =
  | 'builds'
  | 'queue'
  | 'startForeignBuild'
  | 'failNext'
  | 'answerInput'
  | 'discardBuild'
  | 'notification';

function buildControls(state: SimulatorState): Pick<JenkinsControls, BuildControl> {
  return {
    builds(path) {
      settle(state);
      const now = state.now();
      return scheduleOf(findJob(state.jobs, path), state)
        .filter(({ leavesAt }) => leavesAt !== undefined && leavesAt <= now)
        .flatMap(({ build }) => build ?? [])
        .filter(({ item }) => !item.discarded)
        .map((build) => controlBuildView(build, now));
    },
    queue() {
      settle(state);
      return state.jobs
        .flatMap((job) => scheduleOf(job, state))
        .flatMap((scheduled) => controlQueueView(scheduled, state, state.now()) ?? []);
    },
    startForeignBuild({ job: path, parameters = {}, user = 'somebody-else' }) {
      settle(state);
      const now = state.now();
      const job = findJob(state.jobs, path);
      const values = readParameters(job.parameters, new URLSearchParams(parameters));
      const { quietPeriodMs } = job;
      return enqueue(state, { job, parameters: values, user, quietPeriodMs, now, listedAt: now }).item.id;
    },
    failNext({ job, stage, logLines = [`${stage} failed`], outcome = 'failure' }) {
      settle(state);
      findJob(state.jobs, job).failures.push({ stage, logLines, outcome });
    },
    answerInput({ input, decision = 'proceed', user = 'somebody-else', parameters = {}, ...name }) {
      settle(state);
      const build = buildNamed(state, name);
      const values = formValues(build, input, parameters);
      const caller = { user, permissions: ['Job/Build', 'Job/Cancel'] } as const;
      answerInput(build, { input, decision, caller, values, now: state.now() });
    },
    discardBuild(name) {
      settle(state);
      buildNamed(state, name).item.discarded = true;
    },
    notification({ phase, ...name }) {
      settle(state);
      return notificationOf(buildNamed(state, name), phase, { now: state.now(), rootUrl: state.rootUrl });
    },
  };
}

function worldControls(state: SimulatorState): Omit<JenkinsControls, BuildControl> {
  return {
    addJob: (job) => addJob(state.jobs, job, state.speed).fullName,
    restart(how = {}) {
      settle(state);
      restart(state, how, state.now());
    },
    quietDown({ reason } = {}) {
      settle(state);
      state.outages.push({ kind: 'quiet-down', reason, from: state.now(), until: undefined });
    },
    cancelQuietDown() {
      settle(state);
      for (const outage of state.outages) outage.until ??= state.now();
    },
    expireSessions: () => state.crumbs.expire(),
    injectFault: (fault) => state.faults.add(fault),
    clearFaults: () => state.faults.clear(),
    requests: () => [...state.requests],
  };
}

function buildNamed(state: SimulatorState, { job, build: number }: JenkinsBuildName): ScheduledBuild {
  const path = findJob(state.jobs, job);
  const build = buildsAt(path, state, state.now()).find((candidate) => candidate.number === number);
  if (build === undefined) throw new Error(`Job ${path.fullName} has no build ${number}`);
  return build;
}
