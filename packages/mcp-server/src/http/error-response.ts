import { redactSecrets, type ServiceLogger, SluiceError, type Wire } from '@sluice/core';
import type { Context } from 'hono';
import { bearerOf } from '../auth/bearer.ts';
import { challengeOf } from '../auth/challenge.ts';
import { answerText } from './answer.ts';
import { problemOf } from './problem.ts';
import type { ServerEnv } from './server-env.ts';

/** What nginx calls a request whose sender has gone; nobody reads the answer. */
const CLIENT_CLOSED_REQUEST = 499;
const PROBLEM_TYPE = 'application/problem+json';

/** Answers a request that failed. */
export function errorResponse(context: Context<ServerEnv>, failure: unknown, logger: ServiceLogger): Response {
  const { aborted, reason } = context.req.raw.signal;
  if (aborted && failure === reason) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
  return toldErrorResponse(context, toldError(context, failure, logger));
}

/** Answers a request with an error that its caller is to be told as it is. */
export function toldErrorResponse(context: Context<ServerEnv>, error: SluiceError): Response {
  context.set('failure', error);
  const problem = problemOf(error);
  const headers = { 'content-type': PROBLEM_TYPE, ...retryAfter(error), ...challenge(context, error) };
  return answerText(context, JSON.stringify(problem), problem.status, headers);
}

/** Returns what a caller is told of a failure. What nobody foresaw is logged under the request's id, and told to nobody. */
export function toldError(context: Context<ServerEnv>, failure: unknown, logger: ServiceLogger): SluiceError {
  return SluiceError.isInstance(failure) ? failure : unforeseen(context, failure, logger);
}

/** Writes a problem where no request is at hand. */
export function problemResponse(problem: Wire['Problem'], headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(problem, {
    status: problem.status,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...headers,
    },
  });
}

function challenge(context: Context<ServerEnv>, error: SluiceError): Record<string, string> {
  if (error.code !== 'unauthenticated' && error.requiredScope === undefined) return {};
  const value = challengeOf(error, {
    path: context.req.path,
    hasBearer: bearerOf(context.req.raw.headers) !== undefined,
    principal: context.get('principal'),
    protectedResource: context.get('protectedResource'),
  });
  return value === undefined ? {} : { 'www-authenticate': value };
}

function retryAfter({ retryAfterMs }: SluiceError): Record<string, string> {
  return retryAfterMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
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
