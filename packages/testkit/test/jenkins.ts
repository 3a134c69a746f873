import { expect } from 'vitest';
import type { components } from '../src/generated/jenkins.ts';
import {
  createJenkinsSimulator,
  createVirtualClock,
  type JenkinsJobOptions,
  type JenkinsSimulator,
  type JenkinsSimulatorOptions,
  type JenkinsStageScript,
  type VirtualClock,
} from '../src/index.ts';
import { differencesFromContract } from './jenkins-contract.ts';

export type Schemas = components['schemas'];

export interface JenkinsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json<Body>(): Body;
}

export interface JenkinsCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as a form; text as it is. */
  readonly body?: Readonly<Record<string, string>> | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A simulator without a network, and the clock it goes by. */
export interface JenkinsBench {
  readonly clock: VirtualClock;
  readonly simulator: JenkinsSimulator;
  /** Calls Jenkins as it is told to. */
  call(path: string, request?: JenkinsCall): Promise<JenkinsAnswer>;
  /** Calls Jenkins with the API token of `sluice`. */
  api(path: string, request?: JenkinsCall): Promise<JenkinsAnswer>;
  /** Calls Jenkins below the job `platform/bootstrap`. */
  job(path: string, request?: JenkinsCall): Promise<JenkinsAnswer>;
  /** Queues a build of that job, which begins 5.15 seconds later. Returns the id of its queue item. */
  start(parameters?: Readonly<Record<string, string>>): Promise<number>;
}

/** When a build begins that nothing holds up: quiet period, executor, hand-over. */
export const STARTS_AFTER_MS = 5150;

export const JOB: JenkinsJobOptions = {
  path: 'platform/bootstrap',
  parameters: [
    { name: 'ENVIRONMENT', type: 'choice', choices: ['dev', 'prod'] },
    { name: 'SLUICE_EXECUTION_ID', type: 'string' },
  ],
};

export const TOKEN: Readonly<Record<string, string>> = { authorization: basic('sluice', 'simulator-token') };

export function basic(user: string, secret: string): string {
  return `Basic ${btoa(`${user}:${secret}`)}`;
}

/** A stage of one second that prints three lines. */
export function stage(name: string, more: Partial<JenkinsStageScript> = {}): JenkinsStageScript {
  return { name, steps: [{ command: `./${name}`, durationMs: 1000, log: ['one', 'two', 'three'] }], ...more };
}

/** Makes a simulator. Every JSON answer to a successful call is checked against our description of Jenkins' API. */
export function setUpJenkins(options: JenkinsSimulatorOptions = {}): JenkinsBench {
  const clock = createVirtualClock();
  const simulator = createJenkinsSimulator({ clock, jobs: [JOB], ...options });
  const bench: JenkinsBench = {
    clock,
    simulator,
    async call(path, { method = 'GET', body, headers = {} } = {}) {
      const response = await simulator.app.request(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new URLSearchParams(body) }),
      });
      const { status } = response;
      const text = await response.text();
      const isJson = response.ok && response.headers.get('content-type')?.includes('json') === true;
      if (isJson && !path.includes('/_control/')) {
        const below = path.slice(options.contextPath?.length ?? 0);
        expect(differencesFromContract({ method, path: below, status, body: JSON.parse(text) })).toBe('');
      }
      return { status, headers: response.headers, text, json: () => JSON.parse(text) };
    },
    api: (path, request) => bench.call(path, { ...request, headers: { ...TOKEN, ...request?.headers } }),
    job: (path, request) => bench.api(`${options.contextPath ?? ''}/job/platform/job/bootstrap${path}`, request),
    async start(parameters = {}) {
      const answer = await bench.job('/buildWithParameters', { method: 'POST', body: parameters });
      return itemIdOf(answer);
    },
  };
  return bench;
}

/** Returns the id of the queue item that an answer names. */
export function itemIdOf({ headers }: JenkinsAnswer): number {
  return Number(/\/queue\/item\/(\d+)\/$/.exec(headers.get('location') ?? '')?.[1]);
}

/** A simulator with one job, a build of which can be looked at. */
export interface ScriptBench extends JenkinsBench {
  /** Returns result (or "-"), whether the build goes on, and its stages. */
  look(): string;
}

/** Sets up a job with one script. */
export function setUpScript(
  stages: readonly JenkinsStageScript[],
  { script, ...job }: Partial<JenkinsJobOptions> = {},
): ScriptBench {
  const bench = setUpJenkins({ jobs: [{ ...JOB, ...job, script: { ...script, stages } }] });
  return {
    ...bench,
    look() {
      const [build] = bench.simulator.builds('platform/bootstrap');
      const reached = build?.stages.map(({ name, status }) => `${name}:${status}`) ?? [];
      return [build?.result ?? '-', build?.building ? 'building' : 'over', ...reached].join(' ');
    },
  };
}
