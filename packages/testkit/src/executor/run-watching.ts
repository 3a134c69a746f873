import type { Run, RunStatus } from '@sluice/core';
import { check } from './broken-promise.ts';
import type { CaseBench, StartedRun } from './case-bench.ts';

const OVER: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled'];

/** Tells whether a status is one that a run ends with. */
export function isOver({ status }: Pick<Run, 'status'>): boolean {
  return OVER.includes(status);
}

/** Waits until the executor says that a run has that status. */
export function untilStatus(bench: CaseBench, started: StartedRun, status: RunStatus): Promise<Run> {
  return bench.eventually(
    `get says that the run is ${status}`,
    () => bench.executor.get(started),
    (run) => run.status === status,
  );
}

/** Waits until the executor says that a run has ended, in whatever way. */
export function untilOver(bench: CaseBench, started: StartedRun): Promise<Run> {
  return bench.eventually('get says that the run has ended', () => bench.executor.get(started), isOver);
}

/** Starts a run and waits until the executor says that it has that status. */
export async function startUntil(
  bench: CaseBench,
  kind: Parameters<CaseBench['start']>[0],
  status: RunStatus,
): Promise<StartedRun> {
  const started = await bench.start(kind);
  await untilStatus(bench, started, status);
  return started;
}

/** Tells whether a run has come to its end, as far as the world knows. One that left no trace goes on nowhere. */
export async function hasEnded(bench: CaseBench, executionId: string): Promise<boolean> {
  return (await bench.runsOf(executionId)).every(({ ended }) => ended);
}

/** Checks that a run of which the executor says that it has ended has ended. */
export async function checkTrulyOver(bench: CaseBench, { executionId }: StartedRun, run: Run): Promise<void> {
  if (!isOver(run)) return;
  const promised = `a run is ${run.status} only when nothing of it runs any more`;
  check(await hasEnded(bench, executionId), promised, { reported: run, runs: await bench.runsOf(executionId) });
}
