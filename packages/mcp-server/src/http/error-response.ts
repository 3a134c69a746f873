import { redactSecrets, type ServiceLogger, SluiceError, type Wire } from '@sluice/core';
import type { Context } from 'hono';
import { problemOf } from './problem.ts';
import type { ServerEnv } from './server-env.ts';

/** What nginx calls a request whose sender has gone; nobody reads the answer. */
const CLIENT_CLOSED_REQUEST = 499;

/** Answers a request that failed. What nobody foresaw is logged under the request's id and told to nobody. */
export function errorResponse(context: Context<ServerEnv>, failure: unknown, logger: ServiceLogger): Response {
  const { aborted, reason } = context.req.raw.signal;
  if (aborted && failure === reason) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
  const error = SluiceError.isInstance(failure) ? failure : unforeseen(context, failure, logger);
  context.set('failure', error);
  return problemResponse(problemOf(error));
}

/** Writes a problem. */
export function problemResponse(problem: Wire['Problem'], headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(problem, {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer realm="sluice"' } : {}),
      ...headers,
    },
  });
}

function unforeseen(context: Context<ServerEnv>, failure: unknown, logger: ServiceLogger): SluiceError {
  const requestId = context.get('requestId');
  const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  logger.error({ request_id: requestId, error: redactSecrets(text) }, 'A request failed in a way that it should not');
  return new SluiceError({
    code: 'internal_error',
    message: `The server failed in a way that it should not. Tell those who run it the request id ${requestId}.`,
  });
}
