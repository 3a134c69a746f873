import type { RunStatus, StageStatus } from '@sluice/core';

/** What of a build tells where it stands. */
export interface BuildState {
  readonly building: boolean;
  /** Absent where Jenkins is too old to tell. */
  readonly inProgress?: boolean;
  readonly result?: string | null;
}

/** What a stage says that waits for somebody. */
export const PAUSED = 'PAUSED_PENDING_INPUT';

const RESULTS: ReadonlyMap<string, RunStatus> = new Map([
  ['SUCCESS', 'succeeded'],
  ['UNSTABLE', 'failed'],
  ['FAILURE', 'failed'],
  ['NOT_BUILT', 'failed'],
  ['ABORTED', 'cancelled'],
]);

const STAGES: ReadonlyMap<string, StageStatus> = new Map([
  ['SUCCESS', 'succeeded'],
  ['UNSTABLE', 'failed'],
  ['FAILED', 'failed'],
  ['ABORTED', 'cancelled'],
  ['IN_PROGRESS', 'running'],
  [PAUSED, 'blocked'],
]);

/** Tells whether a build has ended. A result alone proves nothing: it may be set while the build still runs. */
export function isOver({ building, inProgress, result }: BuildState): boolean {
  return !building && inProgress !== true && result !== null && result !== undefined;
}

/**
 * Maps the state of a build. `pipelineStatus` is what the stage view says, where there is one.
 *
 * A result that we don't know is never a success.
 */
export function runStatus(build: BuildState, pipelineStatus?: string): RunStatus {
  if (isOver(build)) return RESULTS.get(build.result ?? '') ?? 'failed';
  return pipelineStatus === PAUSED ? 'blocked' : 'running';
}

/** The state of a build in Jenkins' words. */
export function rawBuildStatus(build: BuildState, pipelineStatus?: string): string {
  if (isOver(build)) return build.result ?? '';
  return pipelineStatus === PAUSED ? PAUSED : 'IN_PROGRESS';
}

/** Maps the statuses of the stages of a pipeline, in their order. */
export function stageStatuses(statuses: readonly string[], over: boolean): readonly StageStatus[] {
  const lastBegun = statuses.findLastIndex((status) => status !== 'NOT_EXECUTED');
  return statuses.map((status, index) => {
    if (status === 'NOT_EXECUTED') return over || index < lastBegun ? 'skipped' : 'pending';
    return STAGES.get(status) ?? 'running';
  });
}

/** What of a queue item tells where it stands. */
export interface ItemState {
  readonly _class?: string;
  readonly stuck?: boolean;
}

/** The state of an item in the queue, in Jenkins' words: why it waits changes with every look, so that is no status. */
export function rawItemStatus(item: ItemState, quietingDown: boolean): string {
  if (quietingDown) return 'quieting_down';
  if (item.stuck === true) return 'stuck';
  return /(\w+)Item$/.exec(item._class ?? '')?.[1]?.toLowerCase() ?? 'queued';
}
