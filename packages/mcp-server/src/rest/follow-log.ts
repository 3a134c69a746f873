import { type Clock, type LogChunk, logChunkToWire, type Wire } from '@sluice/core';

/** How to follow a log. */
export interface FollowOptions {
  /** Reads on from a cursor; undefined while there is no log yet. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<LogChunk | undefined>;
  /** Where `first` was read from. */
  readonly cursor: string | undefined;
  /** What `read` answered before the stream began. */
  readonly first: LogChunk | undefined;
  readonly clock: Clock;
  /** Ends the stream, with an event that says to come again. */
  readonly shutdownSignal: AbortSignal;
  /** Logs a failure, and returns what a reader may know of it. */
  readonly tellFailure: (failure: unknown) => Wire['Problem'];
}

const POLL_MS = 2000;
const HEARTBEAT_MS = 15_000;
const LONGEST_MS = 15 * 60_000;
const HEARTBEAT = ': the log goes on\n\n';
/** As an event's id goes: anything else would end the line, or not fit into a header. */
const ID = /^[\x20-\x7e]+$/;

/**
 * Makes a stream of events (`text/event-stream`) of a log that is being written. It reads only as fast as its reader
 * does, and no more once its reader has gone.
 */
export function followLog(options: FollowOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const events = logEvents(options, AbortSignal.any([gone.signal, options.shutdownSignal]));
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await events.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      cancel: () => gone.abort(),
    },
    { highWaterMark: 0 },
  );
}

async function* logEvents(options: FollowOptions, signal: AbortSignal): AsyncGenerator<string> {
  yield `retry: ${POLL_MS}\n\n`;
  try {
    yield* chunkEvents(options, signal);
  } catch (failure) {
    if (options.shutdownSignal.aborted) yield comeAgain();
    else if (!signal.aborted) yield eventOf('error', options.tellFailure(failure));
  }
}

async function* chunkEvents(
  { read, first, clock, ...from }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const until = clock.now() + LONGEST_MS;
  let { cursor } = from;
  let chunk = first;
  let quietSince = clock.now();
  while (clock.now() < until) {
    cursor = chunk?.cursor ?? cursor;
    if (chunk !== undefined && (chunk.complete || chunk.content !== '')) {
      yield eventOf('log', logChunkToWire(chunk), chunk.cursor);
      quietSince = clock.now();
    }
    if (chunk?.complete === true) {
      yield eventOf('complete', {});
      return;
    }
    if (chunk === undefined || chunk.content === '') await clock.sleep(POLL_MS, signal);
    if (clock.now() - quietSince >= HEARTBEAT_MS) {
      yield HEARTBEAT;
      quietSince = clock.now();
    }
    chunk = await read(cursor, signal);
  }
  yield comeAgain();
}

function comeAgain(): string {
  return eventOf('reconnect', {
    detail: 'The log goes on. Ask again, with the id of the last event as Last-Event-ID.',
  });
}

function eventOf(type: string, data: unknown, id?: string): string {
  const idLine = id !== undefined && ID.test(id) ? `id: ${id}\n` : '';
  return `event: ${type}\n${idLine}data: ${JSON.stringify(data)}\n\n`;
}
