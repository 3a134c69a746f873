import { baseUrlOf, ConfigurationError, type PipelineExecutor } from '@sluice/core';
import { answerApproval, pendingApprovals } from './approvals.ts';
import { cancel } from './cancel.ts';
import { createJenkinsClient, type JenkinsClient } from './client.ts';
import { createCredentials } from './credentials.ts';
import { find } from './find.ts';
import { get } from './get.ts';
import { createSessionMemory, type SessionMemory } from './jenkins/sessions.ts';
import { list } from './list.ts';
import { readLog } from './log.ts';
import { start } from './start.ts';
import { type JenkinsTarget, jenkinsTargetSchema, type ResolvedTarget, resolveTarget } from './target.ts';
import { createWebhookReceiver } from './webhook.ts';

/** What an executor for Jenkins is made from. @public */
export interface JenkinsExecutorOptions {
  /** Where Jenkins is, with its context path: `https://ci.example.com/jenkins`. Links to runs begin with it too. */
  readonly baseUrl: string;
  /** Name of the user that the token or password is of. */
  readonly user: string;
  /**
   * API token of the user, which may read, build and cancel the jobs. A function is asked before each request.
   *
   * @defaultValue `password` is given instead
   */
  readonly token?: string | (() => Promise<string>) | undefined;
  /**
   * Password of the user, where Jenkins gives out no API tokens: each session then needs a crumb of its own, which is
   * fetched as needed.
   *
   * @defaultValue `token` is given instead
   */
  readonly password?: string | (() => Promise<string>) | undefined;
  /**
   * Secrets that the addresses hold to which Jenkins' notification plugin sends (`?secret=…`); all are good, so that one
   * can take the place of another. At least 16 characters each. A function is asked for them with each webhook.
   *
   * @defaultValue none: the executor takes no webhooks
   */
  readonly webhookSecrets?: readonly string[] | (() => Promise<readonly string[]>) | undefined;
  /** Makes the requests. @defaultValue the global fetch */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long one answer may take, in milliseconds, with the time that a function takes for the secret. @defaultValue 30000 */
  readonly requestTimeoutMs?: number | undefined;
  /** Tells the time in milliseconds since the epoch; for tests that move it. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
  /** Spreads waits that Jenkins does not set, from 0 to 1; for tests that replay them. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

/** What the methods of the executor share. */
export interface ExecutorContext {
  readonly client: JenkinsClient;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly sessions: SessionMemory;
  /** Checks a target once more and takes the path of its job apart. */
  readonly resolve: (target: JenkinsTarget) => ResolvedTarget;
}

/**
 * Makes the executor for Jenkins.
 *
 * The id of a run changes once: it names the item of the queue until `get` knows the build, then the build. Both find
 * it; store the one that `get` returned last.
 *
 * @example
 * ```ts
 * const jenkins = createJenkinsExecutor({ baseUrl: 'https://ci.example.com', user: 'sluice', token: readTokenFromVault });
 * const target = { job: 'platform/compute' };
 * const run = await jenkins.start({ executionId, target, variables: { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: executionId } });
 * ```
 * @throws ConfigurationError when `baseUrl` is not the address of a Jenkins, there is not one secret of one user, or a
 * webhook secret is too short
 * @public
 */
export function createJenkinsExecutor(options: JenkinsExecutorOptions): PipelineExecutor<JenkinsTarget> {
  const baseUrl = validBaseUrl(options.baseUrl);
  const requestTimeoutMs = options.requestTimeoutMs ?? 30_000;
  const client = createJenkinsClient({
    baseUrl,
    credentials: createCredentials(options),
    fetch: options.fetch,
    requestTimeoutMs,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  });
  const receiveWebhook = createWebhookReceiver({ secrets: options.webhookSecrets ?? [], timeoutMs: requestTimeoutMs });
  const context: ExecutorContext = { client, baseUrl, sessions: createSessionMemory(), resolve: resolveTarget };
  return {
    specificationVersion: 'v1',
    name: 'jenkins',
    capabilities: {
      retry: false,
      approvals: true,
      webhooks: receiveWebhook !== undefined,
      force: ['terminate', 'kill'],
    },
    targetSchema: jenkinsTargetSchema,
    start: (request) => start(context, request),
    find: (request) => find(context, request),
    get: (request) => get(context, request),
    list: (request) => list(context, request),
    cancel: (request) => cancel(context, request),
    readLog: (request) => readLog(context, request),
    pendingApprovals: (request) => pendingApprovals(context, request),
    answerApproval: (request) => answerApproval(context, request),
    ...(receiveWebhook === undefined ? {} : { receiveWebhook }),
  };
}

function validBaseUrl(baseUrl: string): string {
  const url = baseUrlOf(baseUrl);
  if (url !== undefined) return url;
  const message = 'must be the address of a Jenkins, such as "https://ci.example.com/jenkins"';
  throw new ConfigurationError([{ message, path: ['baseUrl'] }]);
}
