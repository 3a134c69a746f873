import { connectionFaultOf, ExecutorError, refusalLine, retryAfterMsOf } from '@sluice/core';

/** What was asked of Kiln, for the sentence that says it went wrong. */
export interface Subject {
  readonly action: string;
  /** Whether the request can start a build. @defaultValue false */
  readonly starts?: boolean | undefined;
}

/**
 * Maps an answer that is no success. Kiln answers 4xx only where it has done nothing; whatever else is no success may
 * come from a proxy that gave up waiting, so it proves nothing. `secrets` never appear in the error.
 */
export function refusedError(
  subject: Subject,
  { status, headers }: Response,
  { body, secrets }: { readonly body: string; readonly secrets: readonly string[] },
): ExecutorError {
  const isRefusal = status >= 400 && status < 500;
  const reason = isRefusal ? refusalLine(body, secrets) : undefined;
  return new ExecutorError({
    message: sentence(subject, `HTTP ${status}${reason === undefined ? '' : `: ${reason}`}`, isRefusal),
    outcome: isRefusal ? 'not_started' : 'unknown',
    retryable: status === 429 || status >= 500,
    retryAfterMs: retryAfterMsOf(headers, Date.now()),
  });
}

/** Maps a request that had no answer. What `fetch` throws names the host, so it goes no further. */
export function unansweredError(subject: Subject, error: unknown): ExecutorError {
  const { kind, code } = connectionFaultOf(error);
  const isUnsent = kind !== 'unclear';
  return new ExecutorError({
    message: sentence(subject, code ?? 'no answer came in time', isUnsent),
    outcome: isUnsent ? 'not_started' : 'unknown',
    retryable: true,
  });
}

/** Maps a success that makes no sense. */
export function nonsenseError(subject: Subject): ExecutorError {
  return new ExecutorError({ message: sentence(subject, 'its answer makes no sense', false), retryable: true });
}

function sentence({ action, starts = false }: Subject, reason: string, isCertain: boolean): string {
  const next = starts && !isCertain ? ' A build may have been started: look for it before you start another.' : '';
  return `Kiln did not ${action} (${reason}).${next}`;
}
