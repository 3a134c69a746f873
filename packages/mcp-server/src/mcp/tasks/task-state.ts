import type { Execution } from '@sluice/core';
import type { CreatedTask, TaskFacts } from '../definitions.ts';
import type { Product } from '../product.ts';
import { approvalText, stateOf, subjectOf } from '../tools/execution-text.ts';

/** What is young may be over soon; what has run for long will for longer. */
const POLL_INTERVAL_MS = { least: 500, most: 5000, ofAge: 0.1 } as const;

/** Returns what every state of an execution's task says. The task has the id of the execution: it is another view of it. */
export function taskFacts(product: Product, execution: Execution): TaskFacts {
  const wanted = execution.status === 'awaiting_approval' ? ` ${approvalText(product, execution)}` : '';
  return {
    taskId: execution.executionId,
    statusMessage: `${subjectOf(execution)} is ${stateOf(execution)}.${wanted}`,
    createdAt: new Date(execution.createdAt).toISOString(),
    lastUpdatedAt: new Date(execution.updatedAt).toISOString(),
    // It is a record that outlives every client; how long is up to the store.
    ttlMs: null,
    pollIntervalMs: pollIntervalOf(product.clock.now() - execution.createdAt),
  };
}

/** Returns the answer to a call whose execution goes on as a task. The execution is stored already. */
export function createdTask(product: Product, execution: Execution): CreatedTask {
  return { resultType: 'task', status: 'working', ...taskFacts(product, execution) };
}

function pollIntervalOf(ageMs: number): number {
  const { least, most, ofAge } = POLL_INTERVAL_MS;
  return Math.min(most, Math.max(least, Math.round(ageMs * ofAge)));
}
