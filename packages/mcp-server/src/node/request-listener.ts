import type { RequestListener } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { SluiceError } from '@sluice/core';
import { problemResponse } from '../http/error-response.ts';
import { problemOf } from '../http/problem.ts';
import type { ServerBindings } from '../http/server-env.ts';
import type { SparseLog } from '../http/sparse-log.ts';
import { rawAnswerOf } from './raw-answer.ts';
import { refusalOf } from './refusal.ts';
import { remoteAddressOf } from './remote-address.ts';

/** @internal */
export interface RequestListenerOptions {
  readonly fetch: (request: Request, bindings: ServerBindings) => Response | Promise<Response>;
  readonly log: SparseLog;
  /** How many proxies of ours a request came through. */
  readonly trustedProxies: number;
  /** From then on, each connection ends with its answer. */
  readonly stopping: AbortSignal;
}

/** Makes what hands Node's requests to the app. */
export function createRequestListener(options: RequestListenerOptions): RequestListener {
  const { fetch, log, trustedProxies, stopping } = options;
  const answer = getRequestListener(
    async (request, { incoming }) => {
      const remoteAddress = remoteAddressOf(incoming, trustedProxies);
      const response = await fetch(request, { remoteAddress });
      // What is left of a body that was too slow must not be taken for the next request.
      if (stopping.aborted || response.status === 408) response.headers.set('connection', 'close');
      return response;
    },
    // Node's own Request and Response cost more than all that the app does; those of the adapter stand for both.
    { overrideGlobalObjects: true, errorHandler: unreadable },
  );
  return (incoming, outgoing) => {
    const refused = refusalOf(incoming);
    if (refused === undefined) return answer(incoming, outgoing);
    const { status, headers, body } = rawAnswerOf(refused);
    const { message } = refused.error;
    log.warn({ status, reason: message, remote_address: incoming.socket.remoteAddress }, 'A request was not read');
    return outgoing.writeHead(status, headers).end(body);
  };
}

/** Answers what is not even a request that the app could be asked about, such as one to a port that there can't be. */
function unreadable(error: unknown): Response {
  const code = error instanceof RequestError ? 'invalid_request' : 'internal_error';
  const message = error instanceof RequestError ? `The request can't be read: ${error.message}.` : 'The server failed.';
  return problemResponse(problemOf(new SluiceError({ code, message })), { connection: 'close' });
}
