import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '@sluice/core';
import { type HttpPart, listen, listenPreferring } from '../http/listen.ts';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { createFunctionInvoker, type FunctionInvoker } from '../lambda-host/function-invoker.ts';
import { BAD_GATEWAY, type PayloadFormat, toHttpAnswer } from './function-response.ts';
import { type HttpAnswer, messageAnswer } from './http-answer.ts';
import { httpApiEvent } from './http-api-event.ts';
import type { HttpRequest } from './http-request.ts';
import { restApiEvent } from './rest-api-event.ts';

/** What the gateway stands in front of, and where it listens. @public */
export interface GatewayOptions {
  /** Where the Lambda host listens. */
  readonly lambdaUrl: string;
  /** The function that answers `POST /chat`. */
  readonly functionName: string;
  /** Which kind of API Gateway to be: an HTTP API (`2.0`) or a REST API (`1.0`). @defaultValue '2.0' */
  readonly payloadFormat?: PayloadFormat | undefined;
  /** Times the wait for the function. */
  readonly clock: Clock;
  /** How long the function may take. @defaultValue 29000, the limit of API Gateway */
  readonly timeoutMs?: number | undefined;
  /** Listened on unless it is taken. @defaultValue a free one */
  readonly preferredPort?: number | undefined;
}

/** The limit of API Gateway for a body, in bytes. */
const BODY_LIMIT = 10 * 1024 * 1024;

/** Caller of the function, as the id of the access key tells it. */
export const GATEWAY_CALLER = 'api-gateway';

/**
 * Starts what API Gateway is in the cloud: takes `POST /chat`, gives it to the function as an event, and answers what
 * the function says.
 *
 * @throws the system's error when it can't listen
 * @public
 */
export async function startGateway(options: GatewayOptions): Promise<HttpPart> {
  const invoker = createFunctionInvoker(options.lambdaUrl, GATEWAY_CALLER);
  const server = createServer((request, response) => {
    void answer(options, invoker, request).then((result) => send(response, result));
  });
  const { preferredPort } = options;
  const part = preferredPort === undefined ? await listen(server) : await listenPreferring(server, preferredPort);
  return {
    ...part,
    async close() {
      await part.close();
      invoker.close();
    },
  };
}

async function answer(
  options: GatewayOptions,
  invoker: FunctionInvoker,
  message: IncomingMessage,
): Promise<HttpAnswer> {
  const [path = '/', query = ''] = (message.url ?? '/').split('?', 2);
  if (message.method === 'GET' && path === '/') return usage(message);
  if (message.method !== 'POST' || path !== '/chat') return notFound(options);
  try {
    const body = await readBody(message, BODY_LIMIT);
    return await integrate(options, invoker, {
      method: message.method,
      path,
      query,
      headers: headerPairs(message.rawHeaders),
      body,
      sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
      receivedAt: options.clock.now(),
      requestId: randomUUID(),
    });
  } catch (error) {
    return error instanceof BodyTooLargeError ? messageAnswer(413, 'Request Entity Too Large') : BAD_GATEWAY;
  }
}

async function integrate(
  { functionName, payloadFormat = '2.0', clock, timeoutMs = 29_000 }: GatewayOptions,
  invoker: FunctionInvoker,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const event = payloadFormat === '2.0' ? httpApiEvent(request) : restApiEvent(request);
  const over = new AbortController();
  const late = clock.sleep(timeoutMs, over.signal).then(() => messageAnswer(504, 'Endpoint request timed out'));
  const answered = invoker
    .invoke(functionName, event, over.signal)
    .then((result) => toHttpAnswer(result, payloadFormat));
  try {
    return await Promise.race([answered, late]);
  } finally {
    over.abort();
  }
}

function notFound({ payloadFormat = '2.0' }: GatewayOptions): HttpAnswer {
  return payloadFormat === '2.0' ? messageAnswer(404, 'Not Found') : messageAnswer(403, 'Missing Authentication Token');
}

function usage(message: IncomingMessage): HttpAnswer {
  const host = message.headers.host ?? 'localhost';
  const text = [
    'Sluice, the whole flow on one machine.',
    '',
    'Say something to the agents:',
    '',
    `  curl --json '{"message":"Deploy bootstrap infrastructure for dev environment"}' http://${host}/chat`,
    '',
  ].join('\n');
  return { status: 200, headers: [['content-type', 'text/plain; charset=utf-8']], body: text };
}

function headerPairs(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []));
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, headers.flat()).end(body);
}
