import { baseUrlOf, ConfigurationError, hostNamesOf, type PipelineExecutor } from '@sluice/core';
import { answerApproval, pendingApprovals } from './approvals.ts';
import { cancel } from './cancel.ts';
import { createGitLabClient, type GitLabClient } from './client.ts';
import { createCredentials } from './credentials.ts';
import { find } from './find.ts';
import { get } from './get.ts';
import { createLimits } from './gitlab/limits.ts';
import { retry } from './gitlab/retry.ts';
import { createTransport } from './gitlab/transport.ts';
import { list } from './list.ts';
import { readLog } from './log.ts';
import { start } from './start.ts';
import { type GitLabTarget, gitLabTargetSchema, type ResolvedTarget, resolveTarget } from './target.ts';
import { webhookReceiver } from './webhook.ts';

/** What an executor for GitLab is made from. @public */
export interface GitLabExecutorOptions {
  /** Where GitLab is, without `/api/v4`. @defaultValue 'https://gitlab.com' */
  readonly baseUrl?: string | undefined;
  /**
   * Personal, project or group access token with the scope `api`, or an OAuth token. A function is asked before each
   * request.
   */
  readonly token: string | (() => Promise<string>);
  /**
   * Pipeline trigger token: then pipelines are started with it, as whoever made it, and everything else is done with
   * `token`. A function is asked before each start, with the project of the target.
   *
   * @defaultValue pipelines are started with `token`
   */
  readonly triggerToken?: string | ((project: string) => Promise<string>) | undefined;
  /** Number or path of the project of targets that name none. @defaultValue every target names one */
  readonly defaultProject?: string | undefined;
  /**
   * Secret tokens of GitLab's webhooks. All are valid, so that one can take the place of another. A function is asked for
   * each webhook.
   *
   * @defaultValue none: without these and `webhookSigningTokens`, no webhook is taken
   */
  readonly webhookSecrets?: readonly string[] | (() => Promise<readonly string[]>) | undefined;
  /** Signing tokens of GitLab's webhooks, `whsec_…`; for the rest as `webhookSecrets`. @defaultValue none */
  readonly webhookSigningTokens?: readonly string[] | (() => Promise<readonly string[]>) | undefined;
  /** Makes the requests. @defaultValue the global fetch */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long GitLab may take for one answer, and a function for a secret, in milliseconds. @defaultValue 30000 */
  readonly requestTimeoutMs?: number | undefined;
  /** What time it is, in milliseconds since the epoch: for waits that GitLab asks for, and for tests. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
  /** At least 0, below 1: spreads waits that GitLab gives no time for, and is for tests. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

/** What the methods of the executor share. */
export interface ExecutorContext {
  readonly client: GitLabClient;
  /** Checks a target once more and fills in its defaults. */
  readonly resolve: (target: GitLabTarget) => ResolvedTarget;
}

/**
 * Makes the executor for GitLab CI.
 *
 * @example
 * ```ts
 * const gitlab = createGitLabExecutor({ baseUrl: 'https://gitlab.example.com', token: readTokenFromVault });
 * const target = { project: 'platform/bootstrap', ref: 'main' };
 * const run = await gitlab.start({ executionId, target, variables: { ENVIRONMENT: 'dev', SLUICE_EXECUTION_ID: executionId } });
 * ```
 * @throws ConfigurationError when `baseUrl` is not the address of a GitLab, or a secret of webhooks can be none
 * @public
 */
export function createGitLabExecutor(options: GitLabExecutorOptions): PipelineExecutor<GitLabTarget> {
  const targetSchema = gitLabTargetSchema(options.defaultProject);
  const timeoutMs = options.requestTimeoutMs ?? 30_000;
  const apiUrl = apiUrlOf(options.baseUrl ?? 'https://gitlab.com');
  const client = createGitLabClient({
    credentials: createCredentials({ token: options.token, triggerToken: options.triggerToken, timeoutMs }),
    transport: createTransport({ apiUrl, fetch: options.fetch, requestTimeoutMs: timeoutMs }),
    limits: createLimits({ now: options.now ?? Date.now, random: options.random ?? Math.random }),
    hosts: hostNamesOf(apiUrl),
  });
  const context: ExecutorContext = { client, resolve: (target) => resolveTarget(targetSchema, target) };
  const receiveWebhook = webhookReceiver({
    secrets: options.webhookSecrets,
    signingTokens: options.webhookSigningTokens,
    timeoutMs,
  });
  return {
    specificationVersion: 'v1',
    name: 'gitlab',
    capabilities: { retry: true, approvals: true, webhooks: receiveWebhook !== undefined, force: ['kill'] },
    targetSchema,
    start: (request) => start(context, request),
    find: (request) => find(context, request),
    get: (request) => get(context, request),
    list: (request) => list(context, request),
    cancel: (request) => cancel(context, request),
    readLog: (request) => readLog(context, request),
    retry: (request) => retry(context, request),
    pendingApprovals: (request) => pendingApprovals(context, request),
    answerApproval: (request) => answerApproval(context, request),
    ...(receiveWebhook === undefined ? {} : { receiveWebhook }),
  };
}

function apiUrlOf(baseUrl: string): string {
  const url = baseUrlOf(baseUrl);
  if (url === undefined) {
    const message = 'must be the address of a GitLab, such as "https://gitlab.example.com"';
    throw new ConfigurationError([{ message, path: ['baseUrl'] }]);
  }
  return `${url.replace(/\/api\/v4$/, '')}/api/v4`;
}
