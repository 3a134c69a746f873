import { EXECUTION_STATUSES, lockedTo, type Wire } from '@sluice/core';
import * as z from 'zod/mini';

const stage = z.object({
  name: z.string(),
  status: z.enum(['pending', 'running', 'blocked', 'succeeded', 'failed', 'cancelled', 'skipped']),
});

const run = z.object({
  executor: z.string(),
  id: z.string(),
  url: z.exactOptional(z.string()),
  raw_status: z.exactOptional(z.string()),
  stages: z.array(stage),
});

const failure = z.object({
  code: z.enum([
    'pipeline_failed',
    'pipeline_skipped',
    'not_started',
    'never_started',
    'outcome_unknown',
    'run_deleted',
  ]),
  message: z.string(),
  job: z.exactOptional(z.string()),
  stage: z.exactOptional(z.string()),
  log_tail: z.exactOptional(z.string()),
});

const status = z.enum(EXECUTION_STATUSES);

/** The changes that are known here; another one, of a later server, counts as progress. */
const eventType = z.catch(
  z.enum([
    ...status.options.map((name) => `execution.${name}` as const),
    'execution.progressed',
    'execution.cancel_requested',
    'execution.cancel_taken',
    'execution.cancel_failed',
    'execution.approval_answered',
    'execution.unexpected_run',
  ]),
  'execution.progressed',
);

const dateTime = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text))));

const change = z.object({ type: eventType, actor: z.string(), cause: z.exactOptional(z.string()) });

const approval = z.object({
  kind: z.enum(['requester', 'second-person']),
  requested_at: dateTime,
  expires_at: dateTime,
  decision: z.exactOptional(z.enum(['approved', 'denied'])),
  decided_at: z.exactOptional(dateTime),
  decided_by: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
});

const cancellation = z.object({
  requested_at: dateTime,
  force: z.exactOptional(z.enum(['terminate', 'kill'])),
  attempts: z.int().check(z.gte(0)),
  taken_at: z.exactOptional(dateTime),
  failure: z.exactOptional(z.string()),
});

/** An execution as the pipeline server answers it. Fields that are not known here are passed over. */
export const executionAnswer: z.ZodMiniType<Wire['Execution']> = lockedTo<Wire['Execution']>()(
  z.object({
    execution_id: z.string().check(z.minLength(1)),
    version: z.int().check(z.gte(1)),
    pipeline_type: z.string(),
    environment: z.string(),
    tenant_id: z.exactOptional(z.string()),
    parameters: z.record(z.string(), z.unknown()),
    status,
    requested_by: z.string(),
    session_id: z.exactOptional(z.string()),
    retry_of: z.exactOptional(z.string()),
    created_at: dateTime,
    updated_at: dateTime,
    last_change: change,
    finished_at: z.exactOptional(dateTime),
    approval: z.exactOptional(approval),
    cancel_requested_by: z.exactOptional(z.string()),
    cancellation: z.exactOptional(cancellation),
    unexpected_runs: z.exactOptional(z.array(z.string())),
    run: z.exactOptional(run),
    failure: z.exactOptional(failure),
    note: z.exactOptional(z.string()),
  }),
);

/** A page of executions as the pipeline server answers it. */
export const pageAnswer: z.ZodMiniType<Wire['ExecutionPage']> = lockedTo<Wire['ExecutionPage']>()(
  z.object({ executions: z.array(executionAnswer), next_cursor: z.exactOptional(z.string()) }),
);

/** A piece of a log as the pipeline server answers it. */
export const logAnswer: z.ZodMiniType<Wire['LogChunk']> = lockedTo<Wire['LogChunk']>()(
  z.object({
    content: z.string(),
    next_cursor: z.exactOptional(z.string()),
    complete: z.boolean(),
    untrusted: z.literal(true),
  }),
);

/** The codes that are known here; another one, of a later server, counts as `internal_error`. */
const errorCode = z.catch(
  z.enum([
    'invalid_configuration',
    'invalid_request',
    'invalid_parameters',
    'request_too_large',
    'request_timeout',
    'rate_limited',
    'overloaded',
    'unauthenticated',
    'forbidden',
    'not_found',
    'pipeline_not_found',
    'execution_not_found',
    'idempotency_conflict',
    'concurrency_conflict',
    'outside_allowed_hours',
    'approval_not_pending',
    'retry_not_allowed',
    'execution_not_settled',
    'executor_failed',
    'store_unavailable',
    'internal_error',
  ]),
  'internal_error',
);

type Problem = Pick<Wire['Problem'], 'code' | 'detail' | 'errors' | 'execution_id' | 'status' | 'title' | 'type'>;

/** What the pipeline server answers when it refuses. */
export const problemAnswer: z.ZodMiniType<Problem> = lockedTo<Problem>()(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: errorCode,
    execution_id: z.exactOptional(z.string()),
    errors: z.exactOptional(
      z.array(z.object({ field: z.string(), message: z.string(), allowed: z.exactOptional(z.array(z.string())) })),
    ),
  }),
);
