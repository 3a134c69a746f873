import { PassThrough } from 'node:stream';
import { createVirtualClock } from '@sluice/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../src/chat-handler/chat-event.ts';
import { openEventStream } from '../src/chat-handler/event-stream.ts';
import { createEventWriter } from '../src/chat-handler/event-writer.ts';
import { bytesOf, fitBody, splitText } from '../src/chat-handler/fit-body.ts';

const text = (value: string): ChatEvent => ({ type: 'answer', data: { text: value } });

describe('a text that is split', () => {
  it('is the same when it is put together again, in pieces that fit and are well-formed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 12, max: 60 }),
        (given, maxBytes) => {
          const pieces = splitText(given, maxBytes);
          expect(pieces.join('')).toBe(given);
          for (const piece of pieces) expect(bytesOf(piece) - 2).toBeLessThanOrEqual(maxBytes);
          if (given.isWellFormed()) for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('an answer that is shortened', () => {
  it('fits, stays as it was where it did before, and says what it lost', () => {
    const body = fc.record({
      answer: fc.string({ maxLength: 3000 }),
      session_id: fc.constant('conversation-1'),
      citations: fc.array(fc.record({ text: fc.string({ maxLength: 200 }) })),
      trace: fc.array(fc.string({ maxLength: 200 })),
    });
    fc.assert(
      fc.property(body, fc.integer({ min: 300, max: 4000 }), (given, maxBytes) => {
        const fitted = fitBody(given, maxBytes);
        expect(bytesOf(fitted)).toBeLessThanOrEqual(maxBytes);
        if (bytesOf(given) <= maxBytes) expect(fitted).toBe(given);
        else expect(fitted['shortened']).toMatch(/^Left out, since the answer was too long: /);
        expect(given.answer.startsWith(String(fitted['answer']))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('events that are sent one after the other', () => {
  it('wait for who is slow, pieces of the answer as one', async () => {
    const sent: ChatEvent[] = [];
    let release = (): void => {};
    const writer = createEventWriter({
      send: (event) =>
        new Promise((resolve) => {
          sent.push(event);
          release = resolve;
        }),
      onGone: () => {},
    });
    writer.write({ type: 'session', data: { session_id: 's-1' } });
    for (const piece of ['It ', 'is ', 'running.']) writer.write(text(piece));
    writer.write({ type: 'progress', data: { kind: 'thinking' } });
    writer.write(text(' Really.'));
    expect(sent).toHaveLength(1);
    const idle = writer.idle();
    while (!writer.isIdle) {
      release();
      await Promise.resolve();
    }
    await idle;
    expect(sent.slice(1)).toEqual([
      text('It is running.'),
      { type: 'progress', data: { kind: 'thinking' } },
      text(' Really.'),
    ]);
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'are all sent, also one that comes just when the one before has been: %i turns later',
    async (turns) => {
      const sent: ChatEvent[] = [];
      const writer = createEventWriter({ send: async (event) => void sent.push(event), onGone: () => {} });
      const events: readonly ChatEvent[] = [
        { type: 'session', data: { session_id: 's' } },
        { type: 'done', data: { answer: 'Done.' } },
      ];
      for (const event of events) {
        writer.write(event);
        for (let turn = 0; turn < turns; turn += 1) await undefined;
      }
      await writer.idle();
      expect(sent).toEqual(events);
    },
  );

  it('are no longer sent when nobody is there, which is told once', async () => {
    let gone = 0;
    let sendings = 0;
    const writer = createEventWriter({
      async send() {
        sendings += 1;
        throw new Error('Gone');
      },
      onGone: () => {
        gone += 1;
      },
    });
    for (const piece of ['a', 'b']) writer.write(text(piece));
    await writer.idle();
    writer.write(text('c'));
    await writer.idle();
    expect([sendings, gone]).toEqual([1, 1]);
  });
});

describe('a stream whose client is slow', () => {
  it('gets no more than it takes, and a comment only where it has taken everything', async () => {
    const stream = new PassThrough({ highWaterMark: 16 });
    const clock = createVirtualClock();
    const events = openEventStream(stream, { clock, signal: new AbortController().signal, onGone: () => {} });
    for (let piece = 0; piece < 1000; piece += 1) events.tell(text('x'.repeat(100)));
    await clock.advance(10_000);
    expect(stream.readableLength + stream.writableLength).toBeLessThan(400);
    const ended = events.end();
    const all = (await stream.toArray()).join('');
    await ended;
    expect(all.match(/event: answer/g)).toHaveLength(2);
    expect(all).not.toContain('heartbeat');
  });

  it('is given up when there is no more time', async () => {
    const stream = new PassThrough({ highWaterMark: 16 });
    const over = new AbortController();
    const gone: unknown[] = [];
    const events = openEventStream(stream, {
      clock: createVirtualClock(),
      signal: over.signal,
      onGone: (error) => gone.push(error),
    });
    events.tell(text('x'.repeat(1000)));
    const ended = events.end();
    over.abort();
    await ended;
    expect(gone).toMatchObject([{ name: 'AbortError' }]);
  });
});
