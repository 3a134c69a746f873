import { randomUUID } from 'node:crypto';
import type { PipelineExecutor } from '@sluice/core';
import {
  createVirtualClock,
  type GitLabServer,
  type GitLabServerOptions,
  startGitLabSimulator,
  type VirtualClock,
} from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import { createGitLabExecutor, type GitLabExecutorOptions, type GitLabTarget } from '../src/index.ts';

export const TOKEN = 'glpat-0123456789abcdefghij';

/** A GitLab with one project, an executor that speaks to it over HTTP, and the clock that moves the pipelines. */
export interface GitLabBench {
  readonly clock: VirtualClock;
  readonly gitlab: GitLabServer;
  readonly executor: PipelineExecutor<GitLabTarget>;
  /** Starts a run and returns the ids of both sides. */
  start(target?: GitLabTarget, variables?: Record<string, string>): Promise<{ executionId: string; runId: string }>;
}

export const TARGET: GitLabTarget = { project: 'platform/bootstrap', ref: 'main' };

export async function setUp(
  options: GitLabServerOptions = {},
  executorOptions: Partial<GitLabExecutorOptions> = {},
): Promise<GitLabBench> {
  const clock = createVirtualClock();
  const gitlab = await startGitLabSimulator({
    clock,
    tokens: [{ token: TOKEN }],
    projects: [{ path: 'platform/bootstrap' }],
    ...options,
  });
  onTestFinished(() => gitlab.close());
  const executor = createGitLabExecutor({ baseUrl: gitlab.url, token: TOKEN, ...executorOptions });
  return {
    clock,
    gitlab,
    executor,
    async start(target = TARGET, variables = {}) {
      const executionId = randomUUID();
      const run = await executor.start({
        executionId,
        target,
        variables: { ...variables, SLUICE_EXECUTION_ID: executionId },
      });
      return { executionId, runId: run.id };
    },
  };
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
