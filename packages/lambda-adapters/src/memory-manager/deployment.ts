import { type Execution, isFinished } from '@sluice/core';

/** What the executions of one pipeline for one tenant in one environment come to. */
export interface Deployment {
  /** Undefined: for no tenant. */
  readonly tenantId: string | undefined;
  /** The execution that is deployed: of those that succeeded the one that ended last. */
  readonly latest: Execution | undefined;
  /** What ended without success after that, the last first. */
  readonly endedSince: readonly Execution[];
  /** What has not ended, in the order that it was given. */
  readonly underWay: readonly Execution[];
}

/** Tells what the executions of an environment, newest first, come to for each pipeline and tenant. */
export function deploymentsOf(executions: readonly Execution[]): readonly Deployment[] {
  const groups = Map.groupBy(executions, ({ pipelineType, tenantId }) => JSON.stringify([pipelineType, tenantId]));
  return [...groups.values()].map(deploymentOf);
}

function deploymentOf(executions: readonly Execution[]): Deployment {
  const ended = lastEndFirst(executions.filter(isFinished));
  const latest = ended.find(({ status }) => status === 'succeeded');
  // What ended in the same millisecond may have ended after it.
  const since = latest === undefined ? ended : ended.filter((execution) => endOf(execution) >= endOf(latest));
  return {
    tenantId: executions[0]?.tenantId,
    latest,
    endedSince: since.filter(({ status }) => status !== 'succeeded'),
    underWay: executions.filter((execution) => !isFinished(execution)),
  };
}

/** Orders executions that have ended by their end; those that ended together stay as they are, newest first. */
export function lastEndFirst(executions: readonly Execution[]): readonly Execution[] {
  return executions.toSorted((one, other) => endOf(other) - endOf(one));
}

/** Tells whether a run may have begun: what awaits approval has done nothing. */
export function isStarted({ status }: Execution): boolean {
  return status !== 'awaiting_approval';
}

function endOf({ finishedAt, updatedAt }: Execution): number {
  return finishedAt ?? updatedAt;
}
