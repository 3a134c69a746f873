import type { Execution } from '@sluice/core';
import type { components } from '../generated/memory.ts';

/** An execution as the memory tells of it. */
export type RememberedExecution = components['schemas']['RememberedExecution'];

/** Returns what an agent may know of an execution. */
export function toRemembered(execution: Execution): RememberedExecution {
  const { tenantId, run, failure, finishedAt, retryOf } = execution;
  return {
    execution_id: execution.executionId,
    pipeline_type: execution.pipelineType,
    environment: execution.environment,
    ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    status: execution.status,
    parameters: { ...execution.parameters },
    requested_by: execution.requestedBy,
    created_at: toIso(execution.createdAt),
    ...(finishedAt === undefined ? {} : { finished_at: toIso(finishedAt) }),
    ...(retryOf === undefined ? {} : { retry_of: retryOf }),
    ...(run?.url === undefined ? {} : { url: run.url }),
    ...(failure === undefined ? {} : { failure: failureText(failure) }),
  };
}

/** Writes a time in milliseconds since the epoch as an agent reads it. */
export function toIso(time: number): string {
  return new Date(time).toISOString();
}

function failureText({ message, job }: NonNullable<Execution['failure']>): string {
  return job === undefined || message.includes(job) ? message : `Job ${job}: ${message}`;
}
