import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ConformanceWorld } from '../executor/conformance-world.ts';
import type { ExecutorWorld, WorldRun } from '../executor/executor-world.ts';
import { type RealTimeOptions, realTime } from '../executor/real-time.ts';
import { isJenkinsStart, secretsOf } from './world.ts';
import { type JenkinsWorldTarget, jenkinsScenarios } from './world-scenarios.ts';
import { DISTINCTION } from './world-script.ts';

/** Where a real Jenkins is, and with what the suite may use it. @public */
export interface RealJenkinsWorldOptions extends RealTimeOptions {
  /** Where Jenkins is, with its context path. */
  readonly url: string;
  readonly user: string;
  /** API token of the user. */
  readonly token: string;
  /** Full name of the test job, whose Jenkinsfile is the kit's. */
  readonly job: string;
  /** Full name of another job with that Jenkinsfile, and with a quiet period of an hour. @defaultValue there is none */
  readonly queuedJob?: string | undefined;
}

/** How far Jenkins' clock may be from ours. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Makes a world of a real Jenkins for `executorConformance`: it is looked at over its API, in real time.
 *
 * What a real one is not asked for: a hundred builds at once, deleting builds, webhooks, which would have to find the way to
 * whoever runs the tests, and the values that came along with an approval, which Jenkins does not tell.
 *
 * @example
 * ```ts
 * const world = realJenkinsWorld({ url: 'https://ci.example.com', user: 'sluice', token, job: 'sluice-conformance' });
 * executorConformance({
 *   ...world,
 *   name: 'Our Jenkins',
 *   describe,
 *   it: (name, body) => it(name, body, 600_000),
 *   create: ({ url, requestTimeoutMs }) => createJenkinsExecutor({ baseUrl: url, user: 'sluice', token, requestTimeoutMs }),
 * });
 * ```
 * @public
 */
export function realJenkinsWorld(options: RealJenkinsWorldOptions): ConformanceWorld<JenkinsWorldTarget> {
  const { job, queuedJob } = options;
  const scenarios = jenkinsScenarios({ kind: 'pipeline', job, queued: queuedJob, refused: `${job}-does-not-exist` });
  return { scenarios: { ...scenarios, asksForValue: undefined }, world: async () => open(options) };
}

const actionsSchema = z.array(
  z.object({ parameters: z.array(z.object({ name: z.string(), value: z.unknown() })).optional() }),
);
const itemSchema = z.object({
  id: z.number(),
  task: z.object({ url: z.string().optional() }).optional(),
  actions: actionsSchema,
});
const buildSchema = z.object({
  number: z.number(),
  queueId: z.number(),
  building: z.boolean(),
  timestamp: z.number(),
  actions: actionsSchema,
});

type Build = z.infer<typeof buildSchema>;
type Item = z.infer<typeof itemSchema>;

const PARAMETERS = 'actions[parameters[name,value]]';

function open(options: RealJenkinsWorldOptions): ExecutorWorld<JenkinsWorldTarget> {
  const { user, token, job, queuedJob } = options;
  const baseUrl = options.url.replace(/\/+$/, '');
  const since = Date.now() - CLOCK_SKEW_MS;
  const jobs = queuedJob === undefined ? [job] : [job, queuedJob];
  const authorization = `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;

  async function ask(method: 'GET' | 'POST', path: string): Promise<Response> {
    const response = await fetch(`${baseUrl}${path}`, { method, headers: { authorization }, redirect: 'manual' });
    if (response.status < 400) return response;
    throw new Error(`Jenkins answered ${path} with HTTP ${response.status}: ${await response.text()}`);
  }

  async function read<Value>(path: string, tree: string, schema: z.ZodType<Value>): Promise<Value> {
    const response = await ask('GET', `${path}/api/json?tree=${encodeURIComponent(tree)}`);
    return schema.parse(await response.json());
  }

  /** Those of the queue first: what moves on meanwhile is then seen twice, and not never. */
  async function queuedItems(): Promise<readonly Item[]> {
    const tree = `items[id,task[url],${PARAMETERS}]`;
    const { items } = await read('/queue', tree, z.object({ items: z.array(itemSchema) }));
    return items.filter(({ task }) =>
      jobs.some((name) => new URL(task?.url ?? '', baseUrl).pathname.endsWith(`${pathOf(name)}/`)),
    );
  }

  async function builds(name: string): Promise<readonly Build[]> {
    const tree = `allBuilds[number,queueId,building,timestamp,${PARAMETERS}]{0,200}`;
    const { allBuilds } = await read(pathOf(name), tree, z.object({ allBuilds: z.array(buildSchema) }));
    return allBuilds.filter(({ timestamp, building }) => building || timestamp >= since);
  }

  return {
    ...realTime(options),
    url: options.url,
    secrets: secretsOf({ user, apiToken: token }),
    isStart: isJenkinsStart,
    async runs() {
      const items = await queuedItems();
      const begun = (await Promise.all(jobs.map(builds))).flat();
      const waiting = items.filter(({ id }) => !begun.some(({ queueId }) => queueId === id));
      return [
        ...waiting.map(({ id, actions }) => runOf(id, actions, false)),
        ...begun.map(({ queueId, actions, building }) => runOf(queueId, actions, !building)),
      ];
    },
    async startForeign({ target, variables }) {
      const query = new URLSearchParams({ ...variables, [DISTINCTION]: randomUUID() });
      const { headers } = await ask('POST', `${pathOf(target.job)}/buildWithParameters?${query}`);
      const [, id] = /\/queue\/item\/(\d+)/.exec(headers.get('location') ?? '') ?? [];
      if (id === undefined) throw new Error('Jenkins did not say which item of its queue a build is');
      return id;
    },
    async close() {
      // What leaves the queue meanwhile can't be taken out of it any more; it is a build then.
      await Promise.allSettled((await queuedItems()).map(({ id }) => ask('POST', `/queue/cancelItem?id=${id}`)));
      const going = await Promise.all(
        jobs.map(async (name) =>
          (await builds(name)).filter(({ building }) => building).map(({ number }) => `${pathOf(name)}/${number}/kill`),
        ),
      );
      await Promise.allSettled(going.flat().map((path) => ask('POST', path)));
    },
  };
}

function pathOf(job: string): string {
  return job
    .split('/')
    .map((name) => `/job/${encodeURIComponent(name)}`)
    .join('');
}

function runOf(queueId: number, actions: z.infer<typeof actionsSchema>, ended: boolean): WorldRun {
  const parameters = actions.flatMap((action) => action.parameters ?? []);
  const variables = Object.fromEntries(parameters.map(({ name, value }) => [name, String(value)]));
  return { id: String(queueId), executionId: variables['SLUICE_EXECUTION_ID'] || undefined, ended, variables };
}
