import type { EnvironmentQuery, Execution, ExecutionStore } from '@sluice/core';
import type { Deadline } from '../lambda/deadline.ts';

/** The newest executions of an environment, as far as they were read. */
export interface ReadExecutions {
  /** Newest first. */
  readonly executions: readonly Execution[];
  /** Whether older ones were left unread. */
  readonly incomplete: boolean;
}

const PAGE_SIZE = 100;
const MAX_PAGES = 5;

/** Another page is begun only where there is so much time left, in milliseconds. */
export const PAGE_TIME_MS = 2500;

/** Reads the newest executions of an environment, a few pages at the most, and fewer where time is short. */
export async function readExecutions(
  store: ExecutionStore,
  query: Omit<EnvironmentQuery, 'limit' | 'cursor'>,
  { remainingMs }: Pick<Deadline, 'remainingMs'>,
): Promise<ReadExecutions> {
  const executions: Execution[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    if (page > 0 && remainingMs() < PAGE_TIME_MS) break;
    const result = await store.listByEnvironment({ ...query, limit: PAGE_SIZE, cursor });
    executions.push(...result.executions);
    cursor = result.cursor;
    if (cursor === undefined) return { executions, incomplete: false };
  }
  return { executions, incomplete: true };
}
