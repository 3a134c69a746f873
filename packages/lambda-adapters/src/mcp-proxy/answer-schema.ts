import { EXECUTION_STATUSES, lockedTo, type Wire } from '@sluice/core';
import * as z from 'zod';

const stage = z.object({
  name: z.string(),
  status: z.enum(['pending', 'running', 'blocked', 'succeeded', 'failed', 'cancelled', 'skipped']),
});

const run = z.object({
  executor: z.string(),
  id: z.string(),
  url: z.string().exactOptional(),
  raw_status: z.string().exactOptional(),
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
  job: z.string().exactOptional(),
  stage: z.string().exactOptional(),
  log_tail: z.string().exactOptional(),
});

const status = z.enum(EXECUTION_STATUSES);

/** The changes that are known here; another one, of a later server, counts as progress. */
const eventType = z
  .enum([
    ...status.options.map((name) => `execution.${name}` as const),
    'execution.progressed',
    'execution.cancel_requested',
    'execution.cancel_taken',
    'execution.cancel_failed',
    'execution.approval_answered',
    'execution.unexpected_run',
  ])
  .catch('execution.progressed');

const dateTime = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const change = z.object({ type: eventType, actor: z.string(), cause: z.string().exactOptional() });

const approval = z.object({
  kind: z.enum(['requester', 'second-person']),
  requested_at: dateTime,
  expires_at: dateTime,
  decision: z.enum(['approved', 'denied']).exactOptional(),
  decided_at: dateTime.exactOptional(),
  decided_by: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});

const cancellation = z.object({
  requested_at: dateTime,
  force: z.enum(['terminate', 'kill']).exactOptional(),
  attempts: z.int().min(0),
  taken_at: dateTime.exactOptional(),
  failure: z.string().exactOptional(),
});

/** An execution as the pipeline server answers it. Fields that are not known here are passed over. */
export const executionAnswer: z.ZodType<Wire['Execution']> = lockedTo<Wire['Execution']>()(
  z.object({
    execution_id: z.string().min(1),
    version: z.int().min(1),
    pipeline_type: z.string(),
    environment: z.string(),
    tenant_id: z.string().exactOptional(),
    parameters: z.record(z.string(), z.unknown()),
    status,
    requested_by: z.string(),
    session_id: z.string().exactOptional(),
    retry_of: z.string().exactOptional(),
    created_at: dateTime,
    updated_at: dateTime,
    last_change: change,
    finished_at: dateTime.exactOptional(),
    approval: approval.exactOptional(),
    cancel_requested_by: z.string().exactOptional(),
    cancellation: cancellation.exactOptional(),
    unexpected_runs: z.array(z.string()).exactOptional(),
    run: run.exactOptional(),
    failure: failure.exactOptional(),
    note: z.string().exactOptional(),
  }),
);

/** A piece of a log as the pipeline server answers it. */
export const logAnswer: z.ZodType<Wire['LogChunk']> = lockedTo<Wire['LogChunk']>()(
  z.object({
    content: z.string(),
    next_cursor: z.string().exactOptional(),
    complete: z.boolean(),
    untrusted: z.literal(true),
  }),
);

/** The codes that are known here; another one, of a later server, counts as `internal_error`. */
const errorCode = z
  .enum([
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
  ])
  .catch('internal_error');

type Problem = Pick<Wire['Problem'], 'code' | 'detail' | 'errors' | 'execution_id' | 'status' | 'title' | 'type'>;

/** What the pipeline server answers when it refuses. */
export const problemAnswer: z.ZodType<Problem> = lockedTo<Problem>()(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: errorCode,
    execution_id: z.string().exactOptional(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string(), allowed: z.array(z.string()).exactOptional() }))
      .exactOptional(),
  }),
);
