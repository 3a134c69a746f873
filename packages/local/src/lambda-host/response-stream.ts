import { Writable } from 'node:stream';

type StreamingHandler = (event: unknown, responseStream: Writable, context: unknown) => Promise<unknown>;

/** Between status and headers and the body stand so many zeros. */
const DELIMITER = new Uint8Array(8);

const STREAMS = Symbol('streams its response');

/** The stream that a handler writes its response to. */
class ResponseStream extends Writable {
  #head: string | undefined;
  readonly #send: (bytes: Uint8Array) => void;

  constructor(send: (bytes: Uint8Array) => void) {
    super();
    this.#send = send;
  }

  /** Status and headers go out with the first piece, as on Lambda. */
  begin(head: object): this {
    this.#head = JSON.stringify(head);
    return this;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (this.#head !== undefined) this.#send(Buffer.concat([Buffer.from(this.#head), DELIMITER]));
    this.#head = undefined;
    // A copy: what a Buffer shares with others must not be handed over.
    this.#send(Uint8Array.from(chunk));
    done();
  }
}

/** What Lambda's Node runtime offers to handlers as the global `awslambda`. */
export const awslambda = {
  streamifyResponse: (handler: StreamingHandler): StreamingHandler => Object.assign(handler, { [STREAMS]: true }),
  HttpResponseStream: {
    from(stream: unknown, head: object): Writable {
      if (stream instanceof ResponseStream) return stream.begin(head);
      throw new TypeError('HttpResponseStream.from takes the stream that the handler was given');
    },
  },
} as const;

/** Tells whether a handler was given to `awslambda.streamifyResponse`. */
export function streamsResponse(handler: unknown): handler is StreamingHandler {
  return typeof handler === 'function' && STREAMS in handler;
}

/** Has a handler stream its response, and waits until all of it was written. */
export async function streamResponse(
  handler: StreamingHandler,
  [event, context]: readonly [unknown, unknown],
  send: (bytes: Uint8Array) => void,
): Promise<void> {
  const stream = new ResponseStream(send);
  const finished = new Promise<void>((resolve, reject) => stream.once('finish', resolve).once('error', reject));
  finished.catch(() => {});
  await handler(event, stream, context);
  if (!stream.writableEnded) stream.end();
  await finished;
}
