import { randomUUID } from 'node:crypto';
import type { PipelineExecutor } from '@sluice/core';
import {
  createVirtualClock,
  type JenkinsJobOptions,
  type JenkinsParameterOptions,
  type JenkinsScript,
  type JenkinsServer,
  type JenkinsServerOptions,
  type JenkinsStageScript,
  startJenkinsSimulator,
  type VirtualClock,
} from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import { createJenkinsExecutor, type JenkinsExecutorOptions, type JenkinsTarget } from '../src/index.ts';

export const TOKEN = '11aBcDeF0123456789abcdef0123456789';
export const PASSWORD = 'correct horse battery';
export const JOB = 'platform/compute';
export const TARGET: JenkinsTarget = { job: JOB };

export const PARAMETERS: readonly JenkinsParameterOptions[] = [
  { name: 'SLUICE_EXECUTION_ID', type: 'string' },
  { name: 'PIPELINE_TYPE', type: 'string' },
  { name: 'ENVIRONMENT', type: 'choice', choices: ['dev', 'prod'] },
  { name: 'NOTE', type: 'string', default: 'nothing' },
  { name: 'DRY_RUN', type: 'boolean' },
];

/** When the item has left the queue and its build has begun, in milliseconds. */
export const BEGUN = 6000;

/** A Jenkins with one job, an executor that speaks to it over HTTP, and the clock that moves the builds. */
export interface JenkinsBench {
  readonly clock: VirtualClock;
  readonly jenkins: JenkinsServer;
  readonly executor: PipelineExecutor<JenkinsTarget>;
  /** Starts a run and returns the ids of both sides. */
  start(variables?: Record<string, string>): Promise<{ executionId: string; runId: string }>;
  /** Starts a run and waits for its build. */
  startBuild(variables?: Record<string, string>): Promise<{ executionId: string; runId: string }>;
  /** The POSTs that can start a build. */
  starts(): number;
}

export async function setUp(
  options: JenkinsServerOptions = {},
  executorOptions: Partial<JenkinsExecutorOptions> = {},
): Promise<JenkinsBench> {
  const clock = createVirtualClock();
  const jenkins = await startJenkinsSimulator({
    clock,
    users: [{ user: 'sluice', apiToken: TOKEN, password: PASSWORD }],
    jobs: [{ path: JOB, parameters: PARAMETERS }],
    ...options,
  });
  onTestFinished(() => jenkins.close());
  const executor = createJenkinsExecutor({
    baseUrl: jenkins.url,
    user: 'sluice',
    token: TOKEN,
    now: clock.now,
    ...executorOptions,
  });
  const bench: JenkinsBench = {
    clock,
    jenkins,
    executor,
    async start(variables = {}) {
      const executionId = randomUUID();
      const run = await executor.start({
        executionId,
        target: TARGET,
        variables: { ...variables, SLUICE_EXECUTION_ID: executionId },
      });
      return { executionId, runId: run.id };
    },
    async startBuild(variables) {
      const { executionId, runId } = await bench.start(variables);
      await clock.advance(BEGUN);
      return { executionId, runId: (await executor.get({ runId, target: TARGET })).id };
    },
    starts: () => jenkins.simulator.requests().filter(({ route }) => route === 'trigger-build').length,
  };
  return bench;
}

/** The one job, with these stages. */
export function scripted(stages: JenkinsScript['stages'], more: Partial<JenkinsJobOptions> = {}): JenkinsServerOptions {
  return { jobs: [{ path: JOB, parameters: PARAMETERS, script: { stages }, ...more }] };
}

/** A stage of one second. */
export function stage(
  name: string,
  more: Partial<JenkinsStageScript> = {},
  log: readonly string[] = [],
): JenkinsStageScript {
  return { name, steps: [{ command: `./${name}`, durationMs: 1000, log }], ...more };
}

/** Returns what a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expectRejection(),
    (error: unknown) => error,
  );
}

function expectRejection(): never {
  throw new Error('It was expected to fail');
}
