import type { LogChunk, PipelineExecutor, Run, StartRequest } from '@sluice/core';
import * as z from 'zod';

export interface FakeExecutor extends PipelineExecutor {
  /** Every start that was asked for. */
  readonly starts: readonly StartRequest<unknown>[];
  /** The runs that somebody asked to stop. */
  readonly cancelled: readonly string[];
  /** Says what the run of an execution is from now on. */
  setRun(executionId: string, change: Partial<Run>): void;
  /** Makes a method fail from now on; undefined mends it. */
  failWith(method: 'start' | 'get' | 'cancel' | 'readLog', failure: unknown): void;
  /** Holds every start back until the returned function is called. */
  holdStarts(): () => void;
}

/** Runs pipelines in memory, as a test says. */
export function createFakeExecutor(): FakeExecutor {
  const runs = new Map<string, Run>();
  const starts: StartRequest<unknown>[] = [];
  const cancelled: string[] = [];
  const failures = new Map<string, unknown>();
  let held: Promise<void> = Promise.resolve();

  function failIfAsked(method: string): void {
    if (failures.has(method)) throw failures.get(method);
  }

  function runOf(id: string): Run {
    const run = runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  }

  return {
    specificationVersion: 'v1',
    name: 'fake',
    capabilities: { retry: false, approvals: false, webhooks: false, force: [] },
    targetSchema: z.strictObject({ project: z.string() }),
    starts,
    cancelled,
    async start(request) {
      starts.push(request);
      await held;
      failIfAsked('start');
      const id = `run-${request.executionId}`;
      const stages = [{ name: 'deploy', status: 'pending' as const }];
      runs.set(id, { id, url: `http://ci.test/${id}`, status: 'queued', rawStatus: 'created', stages });
      return runOf(id);
    },
    find: async ({ executionId }) => {
      const run = runs.get(`run-${executionId}`);
      return run === undefined ? { outcome: 'absent' } : { outcome: 'found', run };
    },
    async get({ runId }) {
      failIfAsked('get');
      return runOf(runId);
    },
    list: async () => [...runs.values()],
    async cancel({ runId }) {
      failIfAsked('cancel');
      cancelled.push(runId);
    },
    async readLog({ cursor }): Promise<LogChunk> {
      failIfAsked('readLog');
      return cursor === undefined
        ? { content: '\u001b[32mfirst\u001b[0m\n', cursor: 'second', complete: false }
        : { content: 'last\n', complete: true };
    },
    setRun(executionId, change) {
      runs.set(`run-${executionId}`, { ...runOf(`run-${executionId}`), ...change });
    },
    failWith(method, failure) {
      if (failure === undefined) failures.delete(method);
      else failures.set(method, failure);
    },
    holdStarts() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}
