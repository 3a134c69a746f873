import * as z from 'zod';
import type { ConformanceWorld } from '../executor/conformance-world.ts';
import type { ExecutorWorld, WorldRun } from '../executor/executor-world.ts';
import { type RealTimeOptions, realTime } from '../executor/real-time.ts';
import { isGitLabStart } from './world.ts';
import { type GitLabWorldTarget, gitLabScenarios } from './world-scenarios.ts';

/** Where a real GitLab is, and with what the suite may use it. @public */
export interface RealGitLabWorldOptions extends RealTimeOptions {
  /** Where GitLab is, without `/api/v4`. */
  readonly url: string;
  /** Access token with the scope `api` of somebody who is a maintainer of the project. */
  readonly token: string;
  /** Trigger token of the project, which nothing may tell either. @defaultValue none */
  readonly triggerToken?: string | undefined;
  /** Path or number of the test project, whose `.gitlab-ci.yml` is the kit's. */
  readonly project: string;
  /** @defaultValue 'main' */
  readonly ref?: string | undefined;
  /** How pipelines get their values. @defaultValue 'variables' */
  readonly variablesAs?: 'variables' | 'inputs' | undefined;
}

const ENDED: readonly string[] = ['success', 'failed', 'canceled', 'skipped'];
const PER_PAGE = 100;

/** How far GitLab's clock may be from ours. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Makes a world of a real GitLab for `executorConformance`: it is looked at over its API, in real time.
 *
 * What a real one is not asked for: a hundred pipelines at once, deleting pipelines, and webhooks, which would have to find
 * the way to whoever runs the tests. With inputs, also what they arrive as, which GitLab does not tell.
 *
 * @example
 * ```ts
 * const world = realGitLabWorld({ url: 'https://gitlab.example.com', token, project: 'platform/sluice-conformance' });
 * executorConformance({
 *   ...world,
 *   name: 'Our GitLab',
 *   describe,
 *   it: (name, body) => it(name, body, 600_000),
 *   create: ({ url, requestTimeoutMs }) => createGitLabExecutor({ baseUrl: url, token, requestTimeoutMs }),
 * });
 * ```
 * @public
 */
export function realGitLabWorld(options: RealGitLabWorldOptions): ConformanceWorld<GitLabWorldTarget> {
  const { project, ref = 'main', variablesAs = 'variables' } = options;
  const scenarios = gitLabScenarios({ project, ref, variablesAs });
  return {
    scenarios: variablesAs === 'inputs' ? { ...scenarios, takesAnyText: undefined } : scenarios,
    world: async () => open(options),
  };
}

const pipelineSchema = z.object({ id: z.number(), status: z.string(), name: z.string().nullish() });
const variablesSchema = z.array(z.object({ key: z.string(), value: z.string() }));

type Pipeline = z.infer<typeof pipelineSchema>;

function open(options: RealGitLabWorldOptions): ExecutorWorld<GitLabWorldTarget> {
  const { url, token, triggerToken, project, ref = 'main', variablesAs = 'variables' } = options;
  const since = new Date(Date.now() - CLOCK_SKEW_MS).toISOString();
  const pipelinesUrl = `${url.replace(/\/+$/, '')}/api/v4/projects/${encodeURIComponent(project)}`;
  /** They don't change any more. */
  const variablesOf = new Map<number, Readonly<Record<string, string>>>();

  async function ask(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${pipelinesUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'private-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`GitLab answered ${path} with HTTP ${response.status}: ${await response.text()}`);
    return response.json();
  }

  async function pipelines(): Promise<readonly Pipeline[]> {
    const all: Pipeline[] = [];
    for (let page = 1; ; page += 1) {
      const query = new URLSearchParams({ ref, updated_after: since, per_page: String(PER_PAGE), page: String(page) });
      const found = z.array(pipelineSchema).parse(await ask(`/pipelines?${query}`));
      all.push(...found);
      if (found.length < PER_PAGE) return all;
    }
  }

  async function readVariables(id: number): Promise<Readonly<Record<string, string>>> {
    const known = variablesOf.get(id);
    if (known !== undefined) return known;
    const variables = variablesSchema.parse(await ask(`/pipelines/${id}/variables`));
    const values = Object.fromEntries(variables.map(({ key, value }) => [key, value]));
    variablesOf.set(id, values);
    return values;
  }

  async function runOf({ id, status, name }: Pipeline): Promise<WorldRun> {
    const run = { id: String(id), ended: ENDED.includes(status) };
    // GitLab does not tell inputs; the test project's names tell whose a pipeline is.
    if (variablesAs === 'inputs') return { ...run, executionId: name?.replace(/^conformance ?/, '') || undefined };
    const variables = await readVariables(id);
    return { ...run, executionId: variables['SLUICE_EXECUTION_ID'] || undefined, variables };
  }

  return {
    ...realTime(options),
    url,
    secrets: [token, ...(triggerToken === undefined ? [] : [triggerToken])],
    isStart: isGitLabStart,
    runs: async () => Promise.all((await pipelines()).map(runOf)),
    async startForeign({ target, variables }) {
      const values =
        variablesAs === 'inputs'
          ? { inputs: variables }
          : { variables: Object.entries(variables).map(([key, value]) => ({ key, value })) };
      const { id } = pipelineSchema.parse(await ask('/pipeline', { ref: target.ref, ...values }));
      return String(id);
    },
    async close() {
      const going = (await pipelines()).filter(({ status }) => !ENDED.includes(status));
      await Promise.allSettled(going.map(({ id }) => ask(`/pipelines/${id}/cancel`, {})));
    },
  };
}
