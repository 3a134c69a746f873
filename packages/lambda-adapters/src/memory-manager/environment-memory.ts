import { type Execution, isFinished } from '@sluice/core';
import type { components } from '../generated/memory.ts';
import { memoryMessage } from './memory-message.ts';
import type { ReadExecutions } from './read-executions.ts';
import { endOf, toRemembered } from './remembered-execution.ts';

/** What is deployed in an environment, what is under way and what failed since. */
export type MemoryAnswer = components['schemas']['MemoryAnswer'];

/**
 * Tells what an environment's executions mean: for each pipeline and tenant the last one that succeeded is deployed; what
 * ended later without success failed since. Each list is newest first.
 */
export function environmentMemory(environment: string, { executions, incomplete }: ReadExecutions): MemoryAnswer {
  const groups = Map.groupBy(executions, ({ pipelineType, tenantId }) => JSON.stringify([pipelineType, tenantId]));
  const deployed: Execution[] = [];
  const failedSince: Execution[] = [];
  for (const group of groups.values()) {
    const latest = newestEndFirst(group.filter(({ status }) => status === 'succeeded'))[0];
    if (latest !== undefined) deployed.push(latest);
    failedSince.push(...group.filter((execution) => failed(execution) && endedAfter(execution, latest)));
  }
  const lists = {
    deployed: newestEndFirst(deployed).map(toRemembered),
    under_way: executions.filter((execution) => !isFinished(execution)).map(toRemembered),
    failed_since: newestEndFirst(failedSince).map(toRemembered),
  };
  return {
    message: memoryMessage(environment, { ...lists, incomplete }),
    environment,
    ...lists,
    ...(incomplete ? { incomplete } : {}),
  };
}

function failed(execution: Execution): boolean {
  return isFinished(execution) && execution.status !== 'succeeded';
}

function endedAfter(execution: Execution, deployed: Execution | undefined): boolean {
  return deployed === undefined || (endOf(execution) ?? 0) > (endOf(deployed) ?? 0);
}

function newestEndFirst(executions: readonly Execution[]): readonly Execution[] {
  return executions.toSorted((one, other) => (endOf(other) ?? 0) - (endOf(one) ?? 0));
}
