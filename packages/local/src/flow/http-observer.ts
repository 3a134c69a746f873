import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Door, ObservedRequest, ObservedResponse } from './door.ts';
import type { Flow, OpenHop } from './flow.ts';

/** Node publishes every request there, whichever server of this process takes it. */
const CHANNEL = 'http.server.request.start';

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

/** Bodies beyond this are not read: nothing that the flow tells of is that large. */
const BODY_LIMIT = 512 * 1024;

export interface HttpObserverOptions {
  /** The doors, by the port that they listen on. */
  readonly doors: ReadonlyMap<number, Door>;
  readonly flow: Flow;
  readonly now: () => number;
}

/**
 * Makes a hop of every request that goes through one of the doors, without the parts behind them knowing.
 *
 * @returns what ends the observation
 */
export function observeHttp({ doors, flow, now }: HttpObserverOptions): () => void {
  const onRequest = (message: unknown): void => {
    const { request, response, socket } = message as RequestStart;
    const door = doors.get(socket.localPort ?? 0);
    if (door !== undefined) observe({ door, flow, request, response, startedAt: now() });
  };
  subscribe(CHANNEL, onRequest);
  return () => {
    unsubscribe(CHANNEL, onRequest);
  };
}

interface Exchange {
  readonly door: Door;
  readonly flow: Flow;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: number;
}

function observe({ door, flow, request, response, startedAt }: Exchange): void {
  const sent = tapWrites(response);
  let observed: ObservedRequest | undefined;
  let hop: OpenHop | undefined;
  const begin = (body: string): void => {
    if (observed !== undefined) return;
    observed = observedRequest(request, body);
    const call = door.call(observed);
    hop = call === undefined ? undefined : flow.begin(call, startedAt);
  };
  const received = tapReads(request, begin);
  response.once('close', () => {
    begin(received());
    if (observed === undefined || hop === undefined) return;
    if (!response.writableFinished) hop.end({ ok: false, text: 'cut off' });
    else hop.end(door.outcome(observedResponse(response, sent()), observed));
  });
}

/**
 * Keeps a copy of the body while it is received. A listener would take it away from the part that it is meant for, so
 * the copy is made where the parser hands it to the stream.
 */
function tapReads(request: IncomingMessage, onEnd: (body: string) => void): () => string {
  const copy = createCopy();
  const push = request.push;
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk === null) onEnd(copy.text());
    else copy.add(chunk);
    return push.call(request, chunk, encoding);
  };
  return copy.text;
}

/** Keeps a copy of what is sent. */
function tapWrites(response: ServerResponse): () => string {
  const copy = createCopy();
  for (const method of ['write', 'end'] as const) {
    const original = response[method] as (...parameters: unknown[]) => unknown;
    Object.assign(response, {
      [method]: (...parameters: unknown[]): unknown => {
        copy.add(parameters[0]);
        return original.apply(response, parameters);
      },
    });
  }
  return copy.text;
}

function createCopy(): { add(chunk: unknown): void; text(): string } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(chunk) {
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size <= BODY_LIMIT) chunks.push(bytes);
    },
    text: () => (size > BODY_LIMIT ? '' : Buffer.concat(chunks).toString('utf8')),
  };
}

function observedRequest(request: IncomingMessage, body: string): ObservedRequest {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    header: (name) => headerText(request.headers[name]),
    body: isForm(request) ? Object.fromEntries(new URLSearchParams(body)) : parse(body),
  };
}

function observedResponse(response: ServerResponse, body: string): ObservedResponse {
  return {
    status: response.statusCode,
    header: (name) => headerText(response.getHeader(name)),
    body: parse(body),
  };
}

function headerText(value: string | number | readonly string[] | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function isForm(request: IncomingMessage): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
