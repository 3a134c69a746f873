import type { Pipeline as CatalogPipeline } from '../catalog/catalog.ts';
import type { PendingApproval } from '../executor/approval.ts';
import type { LogChunk as ExecutorLogChunk } from '../executor/run.ts';
import type { components, operations } from '../generated/pipeline-server.ts';
import type { ExecuteRequest } from '../service/execute.ts';
import type { ExecutionEvent } from './event.ts';
import type { Execution } from './execution.ts';
import {
  approvalFromWire,
  approvalToWire,
  cancellationFromWire,
  cancellationToWire,
  fromIso,
  toIso,
  withoutUndefined,
} from './wire-parts.ts';

/** The JSON shapes of the pipeline server, generated from its OpenAPI document. @public */
export type Wire = components['schemas'];

/** The pipeline server's operations by `operationId`, generated from its OpenAPI document. @public */
export type WireOperations = operations;

/**
 * Returns an execution as it goes over the wire: snake_case, ISO 8601 times, nothing that is only ours.
 *
 * @public
 */
export function executionToWire(execution: Execution, note?: string): Wire['Execution'] {
  const { run, failure, approval, cancellation } = execution;
  return withoutUndefined({
    execution_id: execution.executionId,
    version: execution.version,
    pipeline_type: execution.pipelineType,
    environment: execution.environment,
    tenant_id: execution.tenantId,
    parameters: { ...execution.parameters },
    status: execution.status,
    requested_by: execution.requestedBy,
    session_id: execution.sessionId,
    retry_of: execution.retryOf,
    created_at: toIso(execution.createdAt),
    updated_at: toIso(execution.updatedAt),
    last_change: withoutUndefined({ ...execution.lastChange }),
    finished_at: toIso(execution.finishedAt),
    approval: approval === undefined ? undefined : approvalToWire(approval),
    cancel_requested_by: execution.cancelRequestedBy,
    cancellation: cancellation === undefined ? undefined : cancellationToWire(cancellation),
    unexpected_runs: execution.unexpectedRunIds === undefined ? undefined : [...execution.unexpectedRunIds],
    run:
      run === undefined
        ? undefined
        : withoutUndefined({
            executor: execution.executor,
            id: run.id,
            url: run.url,
            raw_status: run.rawStatus,
            stages: run.stages.map(({ name, status }) => ({ name, status })),
          }),
    failure:
      failure === undefined
        ? undefined
        : withoutUndefined({
            code: failure.code,
            message: failure.message,
            job: failure.job,
            stage: failure.stage,
            log_tail: failure.logTail,
          }),
    note,
  });
}

/**
 * Returns an execution from what the pipeline server answered, for a store that keeps a copy.
 *
 * The copy has no target and no digest: those stay with the store that owns the execution.
 *
 * @public
 */
export function executionFromWire(wire: Wire['Execution']): Execution {
  const { run, failure, approval, cancellation } = wire;
  return withoutUndefined({
    executionId: wire.execution_id,
    version: wire.version,
    pipelineType: wire.pipeline_type,
    environment: wire.environment,
    tenantId: wire.tenant_id,
    parameters: wire.parameters,
    status: wire.status,
    requestedBy: wire.requested_by,
    sessionId: wire.session_id,
    requestDigest: '',
    retryOf: wire.retry_of,
    createdAt: Date.parse(wire.created_at),
    updatedAt: Date.parse(wire.updated_at),
    lastChange: wire.last_change,
    finishedAt: fromIso(wire.finished_at),
    approval: approval === undefined ? undefined : approvalFromWire(approval),
    cancelRequestedBy: wire.cancel_requested_by,
    cancellation: cancellation === undefined ? undefined : cancellationFromWire(cancellation),
    unexpectedRunIds: wire.unexpected_runs,
    executor: run?.executor ?? '',
    target: null,
    run:
      run === undefined
        ? undefined
        : withoutUndefined({ id: run.id, url: run.url, rawStatus: run.raw_status ?? '', stages: run.stages }),
    failure:
      failure === undefined
        ? undefined
        : withoutUndefined({
            code: failure.code,
            message: failure.message,
            job: failure.job,
            stage: failure.stage,
            logTail: failure.log_tail,
          }),
  });
}

/** Returns the service's request from the body of `POST /execute`. @public */
export function executeRequestFromWire(wire: Wire['ExecuteRequest'], idempotencyKey?: string): ExecuteRequest {
  return withoutUndefined({
    pipelineType: wire.pipeline_type,
    environment: wire.environment,
    tenantId: wire.tenant_id,
    parameters: wire.parameters,
    sessionId: wire.session_id,
    idempotencyKey,
  });
}

/** Returns one piece of a run's log as it goes over the wire, marked as untrusted. @public */
export function logChunkToWire(chunk: ExecutorLogChunk): Wire['LogChunk'] {
  return withoutUndefined({
    content: chunk.content,
    next_cursor: chunk.cursor,
    complete: chunk.complete,
    untrusted: true as const,
  });
}

/** Returns one entry of the audit trail as it goes over the wire. @public */
export function executionEventToWire({ at, execution, ...event }: ExecutionEvent): Wire['ExecutionEvent'] {
  const { executionId, version, type, actor, cause } = event;
  return withoutUndefined({
    execution_id: executionId,
    version,
    at: toIso(at),
    type,
    actor,
    cause,
    execution: executionToWire(execution),
  });
}

/** Returns a question that a run waits on as it goes over the wire. @public */
export function pendingApprovalToWire({ id, title, stage, url, ...rest }: PendingApproval): Wire['PendingApproval'] {
  return withoutUndefined({
    id,
    title,
    stage,
    url,
    can_reject: rest.canReject,
    inputs: rest.inputs?.map(({ name, description, choices, defaultValue }) =>
      withoutUndefined({
        name,
        description,
        choices: choices === undefined ? undefined : [...choices],
        default_value: defaultValue,
      }),
    ),
  });
}

/**
 * Returns a pipeline of the catalog as it goes over the wire, with its rules by environment and the schema of its
 * parameters.
 *
 * @public
 */
export function pipelineToWire(pipeline: CatalogPipeline): Wire['Pipeline'] {
  return {
    pipeline_type: pipeline.pipelineType,
    description: pipeline.description,
    executor: pipeline.executorName,
    environments: [...pipeline.environments.keys()],
    rules: Object.fromEntries(
      [...pipeline.environments].map(([environment, { approval, concurrency, protectedParameters }]) => [
        environment,
        { approval, concurrency, protected_parameters: [...protectedParameters] },
      ]),
    ),
    parameters: { ...pipeline.jsonSchema },
  };
}
