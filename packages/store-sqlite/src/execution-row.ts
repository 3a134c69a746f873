import type { SQLInputValue } from 'node:sqlite';
import { type Execution, isFinished } from '@sluice/core';

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

/** Returns the execution of a row, or undefined where there is no row. */
export function toExecution(row: Readonly<Record<string, unknown>> | undefined): Execution | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row['execution'])) as Execution);
}
