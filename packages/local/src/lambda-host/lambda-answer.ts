import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { InvocationResult } from './function-worker.ts';

/** What Lambda's API answers. */
export interface LambdaAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers with what became of an event. */
export function success(requestId: string, { payload, failed }: InvocationResult): LambdaAnswer {
  return {
    status: 200,
    headers: {
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
      ...(failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
    },
    body: payload,
  };
}

/** Answers that an event was taken, whatever becomes of it. */
export function accepted(requestId: string): LambdaAnswer {
  return { status: 202, headers: { 'x-amzn-requestid': requestId }, body: '' };
}

/** Answers that there is no such thing, or that it can't be done. */
export function refusal(status: number, errorType: string, message: string): LambdaAnswer {
  const type = status < 500 ? 'User' : 'Service';
  return {
    status,
    headers: { 'x-amzn-requestid': randomUUID(), 'x-amzn-errortype': errorType },
    body: JSON.stringify({ Type: type, Message: message }),
  };
}

/** Sends an answer. */
export function send(response: ServerResponse, { status, headers, body }: LambdaAnswer): void {
  response.statusCode = status;
  response.setHeaders(new Map(Object.entries({ ...headers, 'content-type': 'application/json' })));
  response.end(body);
}
