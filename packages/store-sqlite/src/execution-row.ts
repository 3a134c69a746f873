import type { SQLInputValue } from 'node:sqlite';
import { type Execution, isFinished } from '@sluice/core';

/** A row as SQLite returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** Returns the columns of an execution: itself as JSON, and what it is found by. */
export function rowOf(execution: Execution): Record<string, SQLInputValue> {
  return {
    executionId: execution.executionId,
    version: execution.version,
    environment: execution.environment,
    pipelineType: execution.pipelineType,
    tenantId: execution.tenantId ?? null,
    status: execution.status,
    finished: isFinished(execution) ? 1 : 0,
    createdAt: execution.createdAt,
    updatedAt: execution.updatedAt,
    execution: JSON.stringify(execution),
  };
}

/** Returns the execution of a row, or undefined where there is none. */
export function toExecution(row: Row | undefined): Execution | undefined {
  const execution = row?.['execution'] ?? undefined;
  return execution === undefined ? undefined : (JSON.parse(String(execution)) as Execution);
}
