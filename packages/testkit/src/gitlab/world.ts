import type { ConformanceWorld } from '../executor/conformance-world.ts';
import type { ExecutorWorld, ForeignStart, WebhookDelivery, WorldRun } from '../executor/executor-world.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import type { GitLabPipelineView } from './controls.ts';
import { type GitLabServer, startGitLabSimulator } from './server.ts';
import { type GitLabWorldTarget, gitLabScenarios } from './world-scenarios.ts';
import { gitLabScenarioProject } from './world-script.ts';
import { webhookAs } from './world-webhook.ts';

/** What a world with a simulated GitLab is made from. @public */
export interface GitLabWorldOptions {
  /** Access token that the world's GitLab accepts. */
  readonly token: string;
  /** Trigger token of its project. @defaultValue it has none */
  readonly triggerToken?: string | undefined;
  /** How its pipelines get their values. With `inputs`, only their names tell whose they are. @defaultValue 'variables' */
  readonly variablesAs?: 'variables' | 'inputs' | undefined;
  /** What proves that webhooks are its: a secret token, or a signing token (`whsec_…`). */
  readonly webhook: { readonly secretToken: string } | { readonly signingToken: string };
}

const PROJECT = 'platform/conformance';

/** What makes more pipelines than GitLab lists at once. */
const OTHERS = 120;

const ENDED: readonly string[] = ['success', 'failed', 'canceled', 'skipped'];

/**
 * Makes a simulated GitLab, in virtual time, for `executorConformance`.
 *
 * @example
 * ```ts
 * executorConformance({
 *   ...gitLabWorld({ token: TOKEN, webhook: { secretToken: SECRET } }),
 *   name: 'GitLab',
 *   describe,
 *   it,
 *   create: ({ url, now, requestTimeoutMs }) =>
 *     createGitLabExecutor({ baseUrl: url, token: TOKEN, webhookSecrets: [SECRET], now, requestTimeoutMs }),
 * });
 * ```
 * @public
 */
export function gitLabWorld(options: GitLabWorldOptions): ConformanceWorld<GitLabWorldTarget> {
  const variablesAs = options.variablesAs ?? 'variables';
  const scenarios = gitLabScenarios({ project: PROJECT, ref: 'main', variablesAs });
  const { succeeds } = scenarios;
  const proof = 'signingToken' in options.webhook ? 'dated-signature' : 'secret';
  return {
    scenarios: {
      ...scenarios,
      isCrowded: { ...succeeds, others: OTHERS },
      canBeDeleted: succeeds,
      sendsWebhooks: { ...succeeds, proof },
    },
    world: () => open(options, variablesAs),
  };
}

async function open(
  { token, triggerToken, webhook }: GitLabWorldOptions,
  variablesAs: 'variables' | 'inputs',
): Promise<ExecutorWorld<GitLabWorldTarget>> {
  const clock = createVirtualClock();
  const triggerTokens = triggerToken === undefined ? [] : [{ token: triggerToken }];
  const gitlab = await startGitLabSimulator({
    clock,
    tokens: [{ token }],
    projects: [{ ...gitLabScenarioProject(PROJECT, variablesAs), triggerTokens, webhook }],
  });
  return {
    url: gitlab.url,
    secrets: [token, ...triggerTokens.map((trigger) => trigger.token), ...Object.values(webhook)],
    now: clock.now,
    passTime: (milliseconds) => clock.advance(milliseconds),
    isStart: isGitLabStart,
    runs: async () => gitlab.simulator.pipelines(PROJECT).map(runOf),
    startForeign: async (start) => String(startForeign(gitlab, start)),
    webhook: (delivery) => deliver(gitlab, delivery, clock.now()),
    async deleteRun(id) {
      gitlab.simulator.deletePipeline({ project: PROJECT, pipeline: Number(id) });
    },
    close: () => gitlab.close(),
  };

  function deliver({ simulator }: GitLabServer, delivery: WebhookDelivery, receivedAt: number) {
    const pipeline = Number(delivery.runId);
    const status = simulator.pipelines(PROJECT).find(({ id }) => id === pipeline)?.status;
    const hook = simulator.webhook({ project: PROJECT, pipeline, idempotencyKey: `${pipeline}-${status}` });
    return webhookAs(hook, { delivery, webhook, receivedAt });
  }
}

/** Tells whether a request can start a pipeline. */
export function isGitLabStart({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === 'POST' && /\/(?:pipeline|trigger\/pipeline)(?:\?|$)/.test(path);
}

function runOf({ id, status, variables, inputs }: GitLabPipelineView): WorldRun {
  const values = { ...variables, ...inputs };
  return {
    id: String(id),
    executionId: values['SLUICE_EXECUTION_ID'] || undefined,
    ended: ENDED.includes(status),
    variables: values,
  };
}

/** As somebody does who has an access token: so a pipeline does not differ from ours by where it comes from. */
function startForeign({ simulator }: GitLabServer, { target, variables }: ForeignStart<GitLabWorldTarget>): number {
  const { project, ref, variablesAs } = target;
  return simulator.startForeignPipeline({ project, ref, [variablesAs]: variables, source: 'api' });
}
