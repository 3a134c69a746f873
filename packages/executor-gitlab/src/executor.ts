import { ConfigurationError, type PipelineExecutor } from '@sluice/core';
import { cancel } from './cancel.ts';
import { createGitLabClient, type GitLabClient } from './client.ts';
import { find } from './find.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { readLog } from './log.ts';
import { start } from './start.ts';
import { type GitLabTarget, gitLabTargetSchema, type ResolvedTarget, resolveTarget } from './target.ts';

/** @public */
export interface GitLabExecutorOptions {
  /** Where GitLab is, without `/api/v4`. @defaultValue 'https://gitlab.com' */
  readonly baseUrl?: string | undefined;
  /** Personal, project or group access token with the scope `api`. A function is asked before each request. */
  readonly token: string | (() => Promise<string>);
  /** Number or path of the project of targets that name none. @defaultValue every target names one */
  readonly defaultProject?: string | undefined;
  /** Makes the requests. @defaultValue the global fetch */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long GitLab may take for one answer. @defaultValue 30000 */
  readonly requestTimeoutMs?: number | undefined;
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
 * @throws ConfigurationError when `baseUrl` is not the address of a GitLab
 * @public
 */
export function createGitLabExecutor(options: GitLabExecutorOptions): PipelineExecutor<GitLabTarget> {
  const targetSchema = gitLabTargetSchema(options.defaultProject);
  const client = createGitLabClient({
    apiUrl: apiUrlOf(options.baseUrl ?? 'https://gitlab.com'),
    token: options.token,
    fetch: options.fetch,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
  });
  const context: ExecutorContext = { client, resolve: (target) => resolveTarget(targetSchema, target) };
  return {
    specificationVersion: 'v1',
    name: 'gitlab',
    capabilities: { retry: false, approvals: false, webhooks: false, force: [] },
    targetSchema,
    start: (request) => start(context, request),
    find: (request) => find(context, request),
    get: (request) => get(context, request),
    list: (request) => list(context, request),
    cancel: (request) => cancel(context, request),
    readLog: (request) => readLog(context, request),
  };
}

function apiUrlOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isHttp || url.username !== '' || url.search !== '' || url.hash !== '') {
    const message = 'must be the address of a GitLab, such as "https://gitlab.example.com"';
    throw new ConfigurationError([{ message, path: ['baseUrl'] }]);
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/api\/v4$/, '');
  return `${url.origin}${path}/api/v4`;
}
