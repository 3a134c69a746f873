import type { ErrorCode, SluiceError, Wire } from '@sluice/core';

interface ProblemKind {
  readonly status: 400 | 401 | 403 | 404 | 408 | 409 | 413 | 422 | 429 | 500 | 502 | 503;
  readonly title: string;
}

const KINDS: Readonly<Record<ErrorCode, ProblemKind>> = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Authentication is needed' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'There is nothing here' },
  pipeline_not_found: { status: 404, title: 'There is no such pipeline' },
  execution_not_found: { status: 404, title: 'There is no such execution' },
  concurrency_conflict: { status: 409, title: 'Another execution is unfinished' },
  outside_allowed_hours: { status: 409, title: 'It may not be started at this time' },
  approval_not_pending: { status: 409, title: 'Nothing awaits approval' },
  retry_not_allowed: { status: 409, title: 'The execution can not be retried' },
  execution_not_settled: { status: 409, title: 'The execution is not settled yet' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  rate_limited: { status: 429, title: 'Too many requests' },
  overloaded: { status: 503, title: 'The server has enough to do' },
  request_too_large: { status: 413, title: 'The request is too large' },
  invalid_parameters: { status: 422, title: 'The parameters are not valid' },
  idempotency_conflict: { status: 422, title: 'The idempotency key names another request' },
  executor_failed: { status: 502, title: 'The CI system failed' },
  store_unavailable: { status: 503, title: 'The store is not available' },
  invalid_configuration: { status: 500, title: 'The server is not configured rightly' },
  internal_error: { status: 500, title: 'The server failed' },
};

/** Returns an error as it goes over HTTP (RFC 9457). */
export function problemOf(error: SluiceError): Wire['Problem'] {
  const { status, title } = KINDS[error.code];
  return {
    type: `urn:sluice:problem:${error.code}`,
    title,
    status: error.code === 'executor_failed' && error.retryable ? 503 : status,
    detail: error.message,
    code: error.code,
    retryable: error.retryable,
    ...(error.executionId === undefined ? {} : { execution_id: error.executionId }),
    ...(error.fields.length === 0 ? {} : { errors: error.fields.map((field) => ({ ...field })) }),
  };
}
