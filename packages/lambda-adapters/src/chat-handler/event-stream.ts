import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Clock } from '@sluice/core';
import { within } from '../lambda/deadline.ts';
import type { ChatEvent, ChatListener } from './chat-event.ts';
import { createEventWriter } from './event-writer.ts';

/** How often something is sent, so that nobody on the way takes the stream for dead: they wait 30 seconds and more. */
const HEARTBEAT_MS = 10_000;

export interface EventStreamOptions {
  readonly clock: Pick<Clock, 'sleep'>;
  /** Aborted when there is no more time to wait for a client that is slow. */
  readonly signal: AbortSignal;
  /** Is told once that the client has gone. */
  readonly onGone: (error: unknown) => void;
}

/** A stream of server-sent events. */
export interface EventStream {
  readonly tell: ChatListener;
  /** Ends the stream when all of it has been sent. Never throws. */
  end(): Promise<void>;
}

/** Writes events as server-sent events, as fast as the client takes them, with a comment every 10 seconds. */
export function openEventStream(stream: Writable, { clock, signal, onGone }: EventStreamOptions): EventStream {
  const beating = new AbortController();
  const gone = goneOf(stream);
  let hasLeft = false;
  const leave = (error: unknown): void => {
    if (hasLeft) return;
    hasLeft = true;
    beating.abort();
    onGone(error);
  };
  gone.promise.catch(leave);
  const writer = createEventWriter({
    send: async (event) => {
      if (!gone.isSo() && stream.write(serverSentEvent(event))) return;
      gone.throwIfSo();
      await Promise.race([once(stream, 'drain', { signal }), gone.promise]);
    },
    onGone: leave,
  });
  void keepBeating(clock, beating.signal, () => {
    if (writer.isIdle && !gone.isSo()) stream.write(': heartbeat\n\n');
  });
  return {
    tell: writer.write,
    async end() {
      await writer.idle();
      beating.abort();
      if (!hasLeft) await endOf(stream, signal);
    },
  };
}

/** Writes the last of a stream and waits until it has gone out. */
export async function endOf(stream: Writable, signal: AbortSignal, text?: string): Promise<void> {
  const finished = new Promise<void>((resolve) => {
    stream
      .once('finish', resolve)
      .once('close', resolve)
      .once('error', () => resolve());
  });
  // Lambda writes status and headers with the first piece, so there must be one.
  if (text !== undefined) stream.write(text);
  stream.end();
  await within(finished, signal).catch(() => undefined);
}

function serverSentEvent({ type, data }: ChatEvent): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function keepBeating(clock: Pick<Clock, 'sleep'>, signal: AbortSignal, beat: () => void): Promise<void> {
  try {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, signal);
      beat();
    }
  } catch {
    // The stream has ended.
  }
}

interface Gone {
  isSo(): boolean;
  throwIfSo(): void;
  /** Rejects when it is so. */
  readonly promise: Promise<never>;
}

/** Whether the client has gone: the stream broke, or was closed before its end. */
function goneOf(stream: Writable): Gone {
  let reason: unknown = stream.destroyed ? closed() : undefined;
  const promise = new Promise<never>((_, reject) => {
    const note = (error: unknown): void => {
      reason ??= error;
      reject(error);
    };
    if (reason !== undefined) reject(reason);
    stream.on('error', note);
    stream.on('close', () => {
      if (!stream.writableFinished) note(closed());
    });
  });
  return {
    isSo: () => reason !== undefined,
    throwIfSo() {
      if (reason !== undefined) throw reason;
    },
    promise,
  };
}

function closed(): Error {
  return Object.assign(new Error('The client has closed the stream.'), { name: 'StreamClosed' });
}
