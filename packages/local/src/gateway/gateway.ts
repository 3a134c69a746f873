import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '@sluice/core';
import { type HttpPart, listen, listenPreferring } from '../http/listen.ts';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { createFunctionInvoker, type FunctionInvoker } from '../lambda-host/function-invoker.ts';
import { FUNCTION_URL_DOMAIN } from './event-fields.ts';
import { BAD_GATEWAY, type PayloadFormat, toHttpAnswer } from './function-response.ts';
import { type HttpAnswer, messageAnswer } from './http-answer.ts';
import { httpApiEvent } from './http-api-event.ts';
import type { HttpRequest } from './http-request.ts';
import { restApiEvent } from './rest-api-event.ts';
import { sendStream } from './streamed-response.ts';
import { createWebSocketDoor, type WebSocketDoor, type WebSocketDoorOptions } from './websocket-door.ts';

/** What the gateway stands in front of, and where it listens. @public */
export interface GatewayOptions {
  /** Where the Lambda host listens. */
  readonly lambdaUrl: string;
  /** The function that answers `POST /chat`, and `GET /chat/answers/{answer_id}`. */
  readonly functionName: string;
  /** The function that answers `POST /chat` where the client accepts `text/event-stream`. @defaultValue none streams */
  readonly streamingFunctionName?: string | undefined;
  /** What opens WebSockets at `/chat`. @defaultValue nothing does */
  readonly webSockets?: Omit<WebSocketDoorOptions, 'invoker' | 'clock'> | undefined;
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
 * the function says, in one piece or, as a function URL or a REST API in their streaming modes do, as it comes. At the
 * same path it plays a WebSocket API.
 *
 * @throws the system's error when it can't listen
 * @public
 */
export async function startGateway(options: GatewayOptions): Promise<HttpPart> {
  const invoker = createFunctionInvoker(options.lambdaUrl, GATEWAY_CALLER);
  const server = createServer((request, response) => {
    void answer(options, invoker, { message: request, response }).then((result) => {
      if (result !== undefined) send(response, result);
    });
  });
  const webSockets = openWebSockets(server, options, invoker);
  const { preferredPort } = options;
  const part = preferredPort === undefined ? await listen(server) : await listenPreferring(server, preferredPort);
  return {
    ...part,
    async close() {
      webSockets?.close();
      await part.close();
      invoker.close();
    },
  };
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
}

/** Undefined: it has been answered by a stream. */
async function answer(
  options: GatewayOptions,
  invoker: FunctionInvoker,
  { message, response }: Exchange,
): Promise<HttpAnswer | undefined> {
  const [path = '/', query = ''] = (message.url ?? '/').split('?', 2);
  const { method = 'GET' } = message;
  if (method === 'GET' && path === '/') return usage(message);
  if (!isRoute(method, path)) return notFound(options);
  try {
    const body = await readBody(message, BODY_LIMIT);
    const request: HttpRequest = {
      method,
      path,
      query,
      headers: headerPairs(message.rawHeaders),
      body,
      sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
      receivedAt: options.clock.now(),
      requestId: randomUUID(),
    };
    if (method === 'POST' && options.streamingFunctionName !== undefined && acceptsEvents(message)) {
      return await stream(options.streamingFunctionName, { options, invoker, request }, response);
    }
    return await integrate(options, invoker, request);
  } catch (error) {
    return error instanceof BodyTooLargeError ? messageAnswer(413, 'Request Entity Too Large') : BAD_GATEWAY;
  }
}

function isRoute(method: string, path: string): boolean {
  return (method === 'POST' && path === '/chat') || (method === 'GET' && /^\/chat\/answers\/[^/]+$/.test(path));
}

function acceptsEvents({ headers }: IncomingMessage): boolean {
  return /(?:^|,)\s*text\/event-stream\s*(?:[;,]|$)/i.test(headers.accept ?? '');
}

interface Streaming {
  readonly options: GatewayOptions;
  readonly invoker: FunctionInvoker;
  readonly request: HttpRequest;
}

/** Undefined: the function has answered, or nobody is there any more. Else what to answer because it did not. */
async function stream(
  functionName: string,
  { options: { payloadFormat = '2.0' }, invoker, request }: Streaming,
  response: ServerResponse,
): Promise<HttpAnswer | undefined> {
  const event = payloadFormat === '2.0' ? httpApiEvent(request, FUNCTION_URL_DOMAIN) : restApiEvent(request);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await sendStream(response, invoker.stream(functionName, event, gone.signal), gone.signal);
    return undefined;
  } catch {
    if (!response.headersSent && !response.destroyed) return BAD_GATEWAY;
    // What was sent can't be taken back: the client sees that the rest is missing.
    response.destroy();
    return undefined;
  }
}

function openWebSockets(
  server: Server,
  { webSockets, clock }: GatewayOptions,
  invoker: FunctionInvoker,
): WebSocketDoor | undefined {
  if (webSockets === undefined) return undefined;
  const door = createWebSocketDoor({ ...webSockets, invoker, clock });
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] === '/chat') void door.open(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });
  return door;
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
