import type { SQLInputValue } from 'node:sqlite';
import { type Execution, isFinished } from '@sluice/core';

/** A row as SQLite returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** Returns the columns of an execution: itself as JSON, and what it is found by. */
export function rowOf(execution: Execution): Record<string, SQLInputValue> {
  const { environment, pipelineType, tenantId = null, createdAt } = execution;
  return { ...changeOf(execution), environment, pipelineType, tenantId, createdAt };
}

/** Returns the columns that change; to write the others again would have SQLite write their indexes again. */
export function changeOf(execution: Execution): Record<string, SQLInputValue> {
  const { executionId, version, status, updatedAt } = execution;
  const finished = isFinished(execution) ? 1 : 0;
  return { executionId, version, status, finished, updatedAt, execution: JSON.stringify(execution) };
}

/** Returns the execution of a row, or undefined where there is none. */
export function toExecution(row: Row | undefined): Execution | undefined {
  const execution = row?.['execution'] ?? undefined;
  return execution === undefined ? undefined : (JSON.parse(String(execution)) as Execution);
}
