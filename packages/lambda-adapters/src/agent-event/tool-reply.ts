import { type ErrorCode, type FieldError, SluiceError } from '@sluice/core';

/** What an agent gets back: a JSON object with an HTTP status. @public */
export interface ToolReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Changes to the session's attributes; those not named stay as they are. */
  readonly sessionAttributes?: Readonly<Record<string, string>> | undefined;
  readonly promptSessionAttributes?: Readonly<Record<string, string>> | undefined;
}

/** What can go wrong between an agent and the pipeline server, beside what the server itself says. @public */
export type ToolErrorCode =
  | ErrorCode
  | 'server_unreachable'
  | 'server_refused_key'
  | 'invalid_answer'
  | 'outcome_unknown'
  | 'agent_failed'
  | 'agent_busy'
  | 'agent_out_of_time'
  | 'agent_depth_exceeded';

/** A failure as a model can act on it. */
export interface ToolFailure {
  readonly status: number;
  readonly code: ToolErrorCode;
  /** What happened and what to do. */
  readonly message: string;
  readonly errors?: readonly FieldError[] | undefined;
  readonly execution_id?: string | undefined;
  /** Present where it is certain that no pipeline was started. */
  readonly nothing_started?: true | undefined;
}

/** Makes the reply that tells of a failure. */
export function failureReply({ status, ...failure }: ToolFailure): ToolReply {
  return { status, body: Object.fromEntries(Object.entries(failure).filter(([, value]) => value !== undefined)) };
}

/** Makes the reply that tells of an error; of one that is not ours, only that it happened. */
export function errorReply(error: unknown): ToolReply {
  if (!isExpected(error)) {
    const message =
      'This tool failed, and not because of what was asked. Say so, and tell the platform team to read its log.';
    return failureReply({ status: 500, code: SluiceError.isInstance(error) ? error.code : 'internal_error', message });
  }
  return failureReply({
    status: STATUSES[error.code],
    code: error.code,
    message: error.message,
    errors: error.fields.length === 0 ? undefined : error.fields,
    execution_id: error.executionId,
  });
}

/** Whether an error is one that an agent can act on; another one is a fault of ours, or of how the function is set up. */
export function isExpected(error: unknown): error is SluiceError {
  return SluiceError.isInstance(error) && error.code !== 'invalid_configuration' && error.code !== 'internal_error';
}

const STATUSES: Readonly<Record<ErrorCode, number>> = {
  invalid_configuration: 500,
  invalid_request: 400,
  invalid_parameters: 400,
  request_too_large: 413,
  request_timeout: 408,
  rate_limited: 429,
  overloaded: 503,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  pipeline_not_found: 404,
  execution_not_found: 404,
  idempotency_conflict: 422,
  concurrency_conflict: 409,
  outside_allowed_hours: 409,
  approval_not_pending: 409,
  retry_not_allowed: 409,
  execution_not_settled: 409,
  executor_failed: 502,
  store_unavailable: 503,
  internal_error: 500,
};
