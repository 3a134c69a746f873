import type { ExecutorCapabilities, PipelineExecutor } from '@sluice/core';
import { BrokenPromise } from './broken-promise.ts';
import type { CaseBench } from './case-bench.ts';
import type { ScenarioKind } from './executor-case.ts';
import { startUntil } from './run-watching.ts';

/** Calls a method of an executor, which may be another one than the bench's. */
export type Call = (executor: PipelineExecutor, signal?: AbortSignal) => Promise<unknown>;

/** A method that asks the CI system something, and how it is called. */
export interface MethodCall {
  readonly method: keyof PipelineExecutor;
  readonly capability?: keyof ExecutorCapabilities | undefined;
  readonly needs?: readonly ScenarioKind[] | undefined;
  /** Makes the run that the call is about. The call can be made more than once. */
  prepare(bench: CaseBench): Promise<Call>;
}

/** Every method that asks the CI system something. */
export const METHOD_CALLS: readonly MethodCall[] = [
  {
    method: 'start',
    async prepare(bench) {
      return async (executor, signal) => executor.start({ ...(await bench.prepare('succeeds')), signal });
    },
  },
  {
    method: 'find',
    async prepare(bench) {
      const started = await bench.start('succeeds');
      return (executor, signal) => executor.find({ ...started, signal });
    },
  },
  {
    method: 'get',
    async prepare(bench) {
      const started = await bench.start('succeeds');
      return (executor, signal) => executor.get({ ...started, signal });
    },
  },
  {
    method: 'list',
    async prepare(bench) {
      const { target, startedAt } = await bench.start('succeeds');
      return (executor, signal) => executor.list({ target, since: startedAt - 3_600_000, signal });
    },
  },
  {
    method: 'cancel',
    async prepare(bench) {
      const started = await bench.start('succeeds');
      return (executor, signal) => executor.cancel({ ...started, signal });
    },
  },
  {
    method: 'readLog',
    async prepare(bench) {
      const started = await bench.start('succeeds');
      return (executor, signal) => executor.readLog({ ...started, signal });
    },
  },
  {
    method: 'retry',
    capability: 'retry',
    needs: ['failsOnce'],
    async prepare(bench) {
      const started = await startUntil(bench, 'failsOnce', 'failed');
      return async (executor, signal) => (executor.retry ?? lacks('retry'))({ ...started, signal });
    },
  },
  {
    method: 'pendingApprovals',
    capability: 'approvals',
    needs: ['waitsForApproval'],
    async prepare(bench) {
      const started = await startUntil(bench, 'waitsForApproval', 'blocked');
      return async (executor, signal) =>
        (executor.pendingApprovals ?? lacks('pendingApprovals'))({ ...started, signal });
    },
  },
  {
    method: 'answerApproval',
    capability: 'approvals',
    needs: ['waitsForApproval'],
    async prepare(bench) {
      const started = await startUntil(bench, 'waitsForApproval', 'blocked');
      const [question] = (await bench.executor.pendingApprovals?.(started)) ?? [];
      if (question === undefined) throw new BrokenPromise('a run that is blocked has a pending approval', 'none');
      const answer = { ...started, approvalId: question.id, decision: 'approve' } as const;
      return async (executor, signal) => (executor.answerApproval ?? lacks('answerApproval'))({ ...answer, signal });
    },
  },
];

/** The calls of the methods that an executor has, ready to be made. */
export async function preparedCalls(
  bench: CaseBench,
  methods?: readonly string[],
): Promise<readonly (readonly [method: string, call: Call])[]> {
  const calls = METHOD_CALLS.filter(({ method, capability, needs = [] }) => {
    const isThere = capability === undefined || bench.executor.capabilities[capability] === true;
    const isWanted = methods === undefined || methods.includes(method);
    return isWanted && isThere && needs.every((kind) => bench.scenarioKinds.includes(kind));
  });
  return Promise.all(calls.map(async (call) => [call.method, await call.prepare(bench)] as const));
}

function lacks(method: string): never {
  throw new BrokenPromise(`it has ${method}`, 'it has not');
}
