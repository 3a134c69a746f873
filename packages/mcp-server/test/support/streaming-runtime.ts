import { PassThrough, Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { LambdaContext, StreamingLambdaHandler } from '../../src/lambda.ts';

/** What a streaming function sends: the type that it said, and the bytes as they come. */
export interface StreamedAnswer {
  readonly contentType: string;
  readonly bytes: Readable;
  /** Settles with the handler. */
  readonly finished: Promise<void>;
}

type StreamHandler = (event: unknown, stream: ResponseStream, context: LambdaContext) => Promise<void>;

/**
 * The stream of Lambda's runtime: a request to the Runtime API whose `end` takes no bytes, and whose first write is
 * preceded by whatever `HttpResponseStream.from` put in front.
 */
class ResponseStream extends PassThrough {
  contentType = 'application/octet-stream';
  readonly begun = Promise.withResolvers<void>();
  _onBeforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
  #isFirst = true;

  setContentType(type: string): void {
    if (!this.#isFirst) throw new Error('Cannot set content-type, too late.');
    this.contentType = type;
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (isFirst) {
      this._onBeforeFirstWrite?.((part) => super.write(part));
      this.begun.resolve();
    }
    return super.write(chunk, encoding as BufferEncoding, callback as () => void);
  }

  override end(callback?: unknown): this {
    return typeof callback === 'function' ? super.end(callback as () => void) : super.end();
  }
}

const HANDLER = Symbol('streaming handler');

const AWS_LAMBDA = {
  streamifyResponse: (handler: StreamHandler): StreamHandler => Object.assign(handler, { [HANDLER]: 'response' }),
  HttpResponseStream: {
    from(stream: ResponseStream, prelude: unknown): ResponseStream {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(prelude));
        write(new Uint8Array(8));
      };
      return stream;
    },
  },
};

/** Gives this process what Lambda's Node runtime has, until the test is over. */
export function becomeLambdaRuntime(): void {
  Object.assign(globalThis, { awslambda: AWS_LAMBDA });
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, 'awslambda');
  });
}

/**
 * Calls a streaming handler as Lambda's runtime does; resolves with its first write, or its end. `onStream` gets the
 * stream at once, to break it.
 */
export async function invokeStreaming(
  handler: StreamingLambdaHandler,
  event: unknown,
  context: LambdaContext,
  onStream?: (stream: Readable) => void,
): Promise<StreamedAnswer> {
  if (!(HANDLER in handler)) throw new Error('The handler was not made by streamifyResponse');
  const stream = new ResponseStream();
  onStream?.(stream);
  const finished = (handler as unknown as StreamHandler)(event, stream, context);
  await Promise.race([stream.begun.promise, finished]);
  return { contentType: stream.contentType, bytes: stream, finished };
}

/** Reads the head and returns the rest as it comes, as a function URL gives it to its caller. */
export async function responseOf({ bytes }: StreamedAnswer): Promise<Response> {
  const iterator = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let read: Buffer = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const { value, done } = await iterator.next();
    if (done === true) throw new Error('The answer has no head');
    read = Buffer.concat([read, value]);
    end = read.indexOf(Buffer.alloc(8));
  }
  const head: { statusCode: number; headers: Record<string, string>; cookies: string[] } = JSON.parse(
    read.subarray(0, end).toString('utf8'),
  );
  const headers = new Headers(head.headers);
  for (const cookie of head.cookies) headers.append('set-cookie', cookie);
  const body = bodyAfter(read.subarray(end + 8), iterator);
  return new Response([204, 304].includes(head.statusCode) ? null : body, { status: head.statusCode, headers });
}

function bodyAfter(first: Buffer, iterator: AsyncIterator<Buffer>): ReadableStream<Uint8Array> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first;
    for (;;) {
      const { value, done } = await iterator.next();
      if (done === true) return;
      yield value;
    }
  }
  return Readable.toWeb(Readable.from(chunks())) as ReadableStream<Uint8Array>;
}
