import { randomBytes } from 'node:crypto';
import type { WebhookRequest } from '@sluice/core';
import type { ConformanceWorld } from '../executor/conformance-world.ts';
import type { ExecutorWorld, ForeignStart, WebhookDelivery, WorldRun } from '../executor/executor-world.ts';
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts';
import type { JenkinsUser } from './access.ts';
import type { JenkinsBuildView } from './control-views.ts';
import { startJenkinsSimulator } from './server.ts';
import type { JenkinsSimulator } from './simulator.ts';
import { type JenkinsWorldJobs, type JenkinsWorldTarget, jenkinsScenarios } from './world-scenarios.ts';
import { DISTINCTION, jenkinsScenarioJobs } from './world-script.ts';

/** What a world with a simulated Jenkins is made from. @public */
export interface JenkinsWorldOptions {
  /** Who may use the world's Jenkins, by an API token, or by a password and a crumb with each POST. */
  readonly user: JenkinsUser;
  /** What kind of jobs it has. @defaultValue 'pipeline' */
  readonly kind?: 'pipeline' | 'freestyle' | undefined;
  /** What the address has as `secret` to which its webhooks go. */
  readonly webhookSecret: string;
}

const CONTEXT_PATH = '/jenkins';
const JOB = 'platform/conformance';

/** What makes more builds than Jenkins lists at once. */
const OTHERS = 120;

/** How long a build may take to begin, in seconds. */
const BEGINS_WITHIN = 60;

/**
 * Makes a simulated Jenkins, in virtual time, for `executorConformance`.
 *
 * @example
 * ```ts
 * executorConformance({
 *   ...jenkinsWorld({ user: { user: 'sluice', apiToken: TOKEN }, webhookSecret: SECRET }),
 *   name: 'Jenkins',
 *   describe,
 *   it,
 *   create: ({ url, now, requestTimeoutMs }) =>
 *     createJenkinsExecutor({ baseUrl: url, user: 'sluice', token: TOKEN, webhookSecrets: [SECRET], now, requestTimeoutMs }),
 * });
 * ```
 * @public
 */
export function jenkinsWorld(options: JenkinsWorldOptions): ConformanceWorld<JenkinsWorldTarget> {
  const kind = options.kind ?? 'pipeline';
  const jobs: JenkinsWorldJobs = { kind, job: JOB, queued: `${JOB}-queued`, refused: `${JOB}-disabled` };
  const scenarios = jenkinsScenarios(jobs);
  const { succeeds } = scenarios;
  return {
    scenarios: {
      ...scenarios,
      isCrowded: { ...succeeds, others: OTHERS },
      canBeDeleted: succeeds,
      sendsWebhooks: { ...succeeds, proof: 'secret' },
    },
    world: () => open(options, jobs),
  };
}

async function open(
  { user, webhookSecret }: JenkinsWorldOptions,
  worldJobs: JenkinsWorldJobs,
): Promise<ExecutorWorld<JenkinsWorldTarget>> {
  const clock = createVirtualClock();
  const jobs = jenkinsScenarioJobs(worldJobs);
  const { url, simulator, close } = await startJenkinsSimulator({
    clock,
    users: [user],
    contextPath: CONTEXT_PATH,
    jobs,
  });
  const names = jobs.map(({ path }) => String(path));
  let distinction = 0;
  return {
    url,
    secrets: [...secretsOf(user), webhookSecret],
    now: clock.now,
    passTime: (milliseconds) => clock.advance(milliseconds),
    isStart: isJenkinsStart,
    runs: async () => [...queuedRuns(simulator), ...names.flatMap((job) => builtRuns(simulator, job))],
    async startForeign({ target, variables }: ForeignStart<JenkinsWorldTarget>) {
      distinction += 1;
      const parameters = { ...variables, [DISTINCTION]: String(distinction) };
      return idOf(target.job, simulator.startForeignBuild({ job: target.job, parameters }));
    },
    async webhook(delivery) {
      const { job, build } = await begun(simulator, clock, delivery.runId);
      return deliver({ delivery, body: notificationOf(simulator, job, build), webhookSecret, now: clock.now() });
    },
    async deleteRun(id) {
      const { job, build } = await begun(simulator, clock, id);
      simulator.discardBuild({ job, build: build.number });
    },
    close,
  };
}

/** Tells whether a request can start a build. */
export function isJenkinsStart({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === 'POST' && /\/build(?:WithParameters)?(?:\?|$)/.test(path);
}

/** Also what a password or a token looks like in the header that brings it. */
export function secretsOf({ user, apiToken, password }: JenkinsUser): readonly string[] {
  const secrets = [apiToken, password].filter((secret) => secret !== undefined);
  return secrets.flatMap((secret) => [secret, Buffer.from(`${user}:${secret}`).toString('base64')]);
}

/** A build is the run that its queue item was, so both go by the item's number. */
function idOf(job: string, queueId: number): string {
  return `${job}#${queueId}`;
}

function queuedRuns(simulator: JenkinsSimulator): readonly WorldRun[] {
  return simulator.queue().map(({ id, job, parameters }) => runOf(idOf(job, id), parameters, false));
}

function builtRuns(simulator: JenkinsSimulator, job: string): readonly WorldRun[] {
  return simulator.builds(job).map(({ queueId, parameters, answers, building }) => {
    const given = Object.assign({}, ...answers.map(({ values }) => values));
    return runOf(idOf(job, queueId), { ...parameters, ...given }, !building);
  });
}

function runOf(id: string, variables: Readonly<Record<string, string>>, ended: boolean): WorldRun {
  return { id, executionId: variables['SLUICE_EXECUTION_ID'] || undefined, ended, variables };
}

/** Finds the build of a run, once there is one: of what waits in the queue, Jenkins tells nobody. */
async function begun(
  simulator: JenkinsSimulator,
  clock: VirtualClock,
  id: string,
): Promise<{ readonly job: string; readonly build: JenkinsBuildView }> {
  const [job = '', queueId] = id.split('#');
  for (let seconds = 0; seconds < BEGINS_WITHIN; seconds += 1) {
    const build = simulator.builds(job).find((each) => each.queueId === Number(queueId) && each.users.length > 0);
    if (build !== undefined && hasBegun(simulator, job, build)) return { job, build };
    await clock.advance(1000);
  }
  throw new Error(`Run ${id} has not begun within ${BEGINS_WITHIN} seconds`);
}

function hasBegun(simulator: JenkinsSimulator, job: string, { number }: JenkinsBuildView): boolean {
  try {
    simulator.notification({ job, build: number, phase: 'STARTED' });
    return true;
  } catch {
    return false;
  }
}

function notificationOf(simulator: JenkinsSimulator, job: string, { number, building }: JenkinsBuildView): string {
  return simulator.notification({ job, build: number, phase: building ? 'STARTED' : 'FINALIZED' }).body;
}

interface Delivering {
  readonly delivery: WebhookDelivery;
  readonly body: string;
  readonly webhookSecret: string;
  readonly now: number;
}

function deliver({ delivery, body, webhookSecret, now }: Delivering): WebhookRequest {
  const secret = delivery.secret === 'wrong' ? randomBytes(16).toString('hex') : webhookSecret;
  return {
    url: `/webhooks/jenkins?secret=${encodeURIComponent(secret)}`,
    headers: new Headers({ 'content-type': 'application/json;charset=UTF-8' }),
    body: delivery.body ?? Buffer.from(body),
    receivedAt: now,
  };
}
