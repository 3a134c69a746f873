import type { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { LambdaContext, StreamingProxyEventHandler } from '../../src/index.ts';
import { startHttpServer } from './http-server.ts';

/** What stands between status and headers and the body, as Lambda writes it. */
const DELIMITER = Buffer.alloc(8);

/** Lambda's stream of a response, over the response of a real server: what comes first are its status and headers. */
class ResponseStream extends Writable {
  onBeforeFirstWrite: (() => void) | undefined = undefined;
  readonly #response: ServerResponse;
  #head = Buffer.alloc(0);

  constructor(response: ServerResponse) {
    super();
    this.#response = response;
    response.on('close', () => this.destroy());
  }

  override write(chunk: unknown, ...more: unknown[]): boolean {
    const first = this.onBeforeFirstWrite;
    this.onBeforeFirstWrite = undefined;
    first?.();
    return Reflect.apply(super.write, this, [chunk, ...more]);
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#response.headersSent) this.#response.write(chunk, done);
    else this.#readHead(chunk, done);
  }

  #readHead(chunk: Buffer, done: (error?: Error | null) => void): void {
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf(DELIMITER);
    if (end === -1) {
      done();
      return;
    }
    const { statusCode, headers, cookies = [] } = JSON.parse(this.#head.subarray(0, end).toString());
    for (const cookie of cookies) this.#response.appendHeader('set-cookie', cookie);
    this.#response.writeHead(statusCode, headers);
    this.#response.flushHeaders();
    const rest = this.#head.subarray(end + DELIMITER.length);
    if (rest.length === 0) done();
    else this.#response.write(rest, done);
  }

  override _final(done: () => void): void {
    this.#response.end(done);
  }
}

/** What Lambda's Node runtime offers to handlers that stream. */
export const awslambda = {
  streamifyResponse: (handler: StreamingProxyEventHandler): StreamingProxyEventHandler =>
    Object.assign((...parameters: Parameters<StreamingProxyEventHandler>) => handler(...parameters), {
      streamed: true,
    }),
  HttpResponseStream: {
    from(stream: Writable, head: object): Writable {
      if (!(stream instanceof ResponseStream)) throw new TypeError('Not a stream of Lambda.');
      stream.onBeforeFirstWrite = () => {
        stream.write(JSON.stringify(head));
        stream.write(DELIMITER);
      };
      return stream;
    },
  },
};

export interface StreamingDoor {
  readonly url: string;
  /** Resolves when the function has returned as often as it was asked. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the event of a function URL. */
function functionUrlEvent(request: IncomingMessage, body: string): object {
  const path = request.url ?? '/';
  return {
    version: '2.0',
    rawPath: path,
    headers: request.headers,
    requestContext: { domainName: 'abc.lambda-url.eu-west-1.on.aws', http: { method: request.method, path } },
    body,
    isBase64Encoded: false,
  };
}

/** Makes the event of a REST API, which keeps the names of headers as the client spells them. */
export function restApiEvent(request: IncomingMessage, body: string): object {
  const multiValueHeaders = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name.toUpperCase(), values]),
  );
  const path = request.url ?? '/';
  return {
    httpMethod: request.method,
    path,
    headers: {},
    multiValueHeaders,
    requestContext: { path: `/prod${path}`, authorizer: { principalId: 'ann' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}

/** Starts a function URL in its streaming mode, or whatever makes such events. */
export async function startStreamingDoor(
  handler: StreamingProxyEventHandler,
  context: () => LambdaContext,
  eventOf: (request: IncomingMessage, body: string) => object = functionUrlEvent,
): Promise<StreamingDoor> {
  const running: Promise<void>[] = [];
  const { url, close } = await startHttpServer(async (request, response) => {
    const body = await text(request);
    running.push(handler(eventOf(request, body), new ResponseStream(response), context()));
  });
  return {
    url,
    async settled() {
      await Promise.all(running);
    },
    close,
  };
}

export interface ReceivedEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events by the standard's rules, as far as they are used; comments are told as `comment`. */
export async function* readEvents(response: Response): AsyncGenerator<ReceivedEvent> {
  const decoder = new TextDecoder();
  let buffered = '';
  for await (const bytes of response.body ?? []) {
    buffered += decoder.decode(bytes, { stream: true });
    const blocks = buffered.split('\n\n');
    buffered = blocks.pop() ?? '';
    for (const block of blocks) yield readEvent(block.split('\n'));
  }
}

function readEvent(lines: readonly string[]): ReceivedEvent {
  const [first = '', second = ''] = lines;
  if (first.startsWith(':')) return { type: 'comment', data: { text: first.slice(1).trim() } };
  return { type: first.slice('event: '.length), data: JSON.parse(second.slice('data: '.length)) };
}

/** Reads all events of a response. */
export async function allEvents(response: Response): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for await (const event of readEvents(response)) events.push(event);
  return events;
}
