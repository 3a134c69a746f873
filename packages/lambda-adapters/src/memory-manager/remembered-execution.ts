import { type Execution, isFinished } from '@sluice/core';
import type { components } from '../generated/memory.ts';

/** An execution as the memory tells of it. */
export type RememberedExecution = components['schemas']['RememberedExecution'];

/** Returns what an agent may know of an execution. */
export function toRemembered(execution: Execution): RememberedExecution {
  const { tenantId, run, failure, finishedAt } = execution;
  return {
    execution_id: execution.executionId,
    pipeline_type: execution.pipelineType,
    environment: execution.environment,
    ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    status: execution.status,
    parameters: { ...execution.parameters },
    requested_by: execution.requestedBy,
    created_at: new Date(execution.createdAt).toISOString(),
    ...(finishedAt === undefined ? {} : { finished_at: new Date(finishedAt).toISOString() }),
    ...(run?.url === undefined ? {} : { url: run.url }),
    ...(failure === undefined ? {} : { failure: failureText(failure) }),
  };
}

function failureText({ message, job }: NonNullable<Execution['failure']>): string {
  return job === undefined || message.includes(job) ? message : `Job ${job}: ${message}`;
}

/** When an execution ended; undefined while it has not. Milliseconds since the epoch. */
export function endOf(execution: Execution): number | undefined {
  return isFinished(execution) ? (execution.finishedAt ?? execution.updatedAt) : undefined;
}
