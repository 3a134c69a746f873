import { SluiceError } from '@sluice/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BodyLimits } from '../../src/http/body-bytes.ts';
import { readJsonBody, readMcpMessage, readOptionalJsonBody } from '../../src/http/json-body.ts';
import { createObservedClock } from '../support/observed-clock.ts';
import { exchange, openSocket, responsesOf } from '../support/raw-socket.ts';
import { KEYS, startTestServer } from '../support/test-server.ts';

const LIMITS: BodyLimits = { limitBytes: 1000, clock: createObservedClock() };
const JSON_TYPE = { 'content-type': 'application/json' };
const DEADLINE = 10_000;

function requestWith(body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Request {
  const stream = body instanceof ReadableStream ? { duplex: 'half' as const } : {};
  return new Request('http://localhost/', { method: 'POST', body, headers: { ...JSON_TYPE, ...headers }, ...stream });
}

function read(body: NonNullable<RequestInit['body']>, headers?: Record<string, string>): Promise<unknown> {
  return readJsonBody(requestWith(body, headers), LIMITS);
}

function streamOf(...chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks);
}

describe('a JSON body', () => {
  it('is read whole, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 1, max: 40 }), async (value, size) => {
        // An own "__proto__" is refused, which has a test of its own.
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        const bytes = Buffer.from(JSON.stringify(value));
        fc.pre(bytes.length <= 1000);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const expected = JSON.parse(bytes.toString());
        expect(await read(streamOf(...pieces))).toEqual(expected);
        expect(await read(bytes, { 'content-length': String(bytes.length) })).toEqual(expected);
      }),
    );
  });

  it('may begin with a byte order mark', async () => {
    expect(await read('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it('has the last of a key that is there twice', async () => {
    expect(await read('{"environment":"prod","environment":"dev"}')).toEqual({ environment: 'dev' });
  });

  it.each([
    ['one byte too much in one piece', 'x'.repeat(1001), {}],
    ['one byte too much in two', streamOf(new Uint8Array(1000), new Uint8Array(1)), {}],
    ['a length that is too much', '{}', { 'content-length': '1001' }],
    ['more than the length says', 'x'.repeat(1001), { 'content-length': '2' }],
  ])('is refused with %s', async (_, body, headers) => {
    await expect(read(body, headers)).rejects.toMatchObject({
      code: 'request_too_large',
      message: 'The body is too large: 1000 bytes are accepted.',
    });
  });

  it('is not read any further than that', async () => {
    let chunks = 0;
    const endless = new ReadableStream({
      pull(controller) {
        chunks += 1;
        controller.enqueue(new Uint8Array(100));
      },
    });
    await expect(read(endless)).rejects.toMatchObject({ code: 'request_too_large' });
    expect(chunks).toBeLessThan(20);
  });

  it.each([
    ['no UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22]), {}, 'The body is not valid UTF-8.'],
    ['half a character', new Uint8Array([0x22, 0xe2, 0x82]), {}, 'The body is not valid UTF-8.'],
    ['UTF-16', Buffer.from('{}', 'utf16le'), {}, 'The body is not valid JSON.'],
    ['nothing', '', {}, 'The body is empty; JSON is needed.'],
    ['two values', '{} {}', {}, 'The body is not valid JSON.'],
    ['gzip', '{}', { 'content-encoding': 'gzip' }, 'compressed bodies are not accepted'],
    ['several encodings', '{}', { 'content-encoding': 'identity, br' }, 'compressed bodies are not accepted'],
    ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 'is not accepted'],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, {}, 'The body is nested too deeply: 32 levels are accepted.'],
  ])('is refused where it is %s', async (_, body, headers, message) => {
    await expect(read(body, headers)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(message),
    });
  });

  it('may have 32 levels, and the encoding "identity"', async () => {
    const body = `${'['.repeat(32)}${']'.repeat(32)}`;
    expect(JSON.stringify(await read(body, { 'content-encoding': 'Identity' }))).toBe(body);
  });

  it('is refused with a key "__proto__" at any depth, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20 }), fc.json(), fc.boolean(), async (depth, value, isInArray) => {
        const unsafe = `{"a":1,"__proto__":${value}}`;
        const [open, close] = isInArray ? ['[', ']'] : ['{"a":', '}'];
        const body = `${open.repeat(depth)}${unsafe}${close.repeat(depth)}`;
        fc.pre(Buffer.byteLength(body) <= 1000 && !/(?:\[|\{[^}]*){11}/.test(value));
        await expect(read(body)).rejects.toMatchObject({ code: 'invalid_request' });
      }),
    );
    await expect(read('{"a":{"\\u005f_proto__":{}}}')).rejects.toThrow('The body has a key "__proto__"');
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('may have keys that other prototypes have, as plain keys', async () => {
    const body = '{"constructor":{"prototype":{"isAdmin":true}},"toString":1}';
    const value = await read(body);
    expect(JSON.stringify(value)).toBe(body);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});

describe('an optional JSON body', () => {
  it('is an empty object where there is none, whatever its type', async () => {
    expect(await readOptionalJsonBody(new Request('http://localhost/', { method: 'POST' }), LIMITS)).toEqual({});
    await expect(readOptionalJsonBody(requestWith('a', { 'content-type': 'text/plain' }), LIMITS)).rejects.toThrow();
  });
});

describe('an MCP message', () => {
  it('is one', async () => {
    expect(await readMcpMessage(requestWith('{"id":1}'), LIMITS)).toEqual({ id: 1 });
  });

  it.each(['[]', '[{"id":1}]', '[{"id":1},{"id":2}]'])('is not a batch: %s', async (body) => {
    await expect(readMcpMessage(requestWith(body), LIMITS)).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'Send one JSON-RPC message in a request: batches are not accepted.',
    });
  });

  it('is refused by the server as a batch, so that each is limited', async () => {
    const { fetch } = await startTestServer();
    const headers = { ...JSON_TYPE, accept: 'application/json, text/event-stream' };
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const answer = await fetch('/mcp', { method: 'POST', headers, body: JSON.stringify([message, message]) });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('one JSON-RPC message');
  });
});

describe('a slow body', () => {
  const HEAD = `POST /execute HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEYS.all}\r\nContent-Type: application/json\r\n`;

  it.each([
    ['with a length', `${HEAD}Content-Length: 99\r\n\r\n{"pipeline_type":`],
    ['in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"pip\r\n`],
    ['that never begins', `${HEAD}Content-Length: 99\r\n\r\n`],
  ])('%s is answered with 408 after ten seconds, and the connection ends', async (_, sent) => {
    const { server, clock, executor } = await startTestServer();
    const socket = await openSocket(server.port);
    const answers = responsesOf(socket);
    socket.write(sent);
    await clock.untilSleeping(DEADLINE);
    await clock.advance(DEADLINE);
    const [answer] = await answers;
    expect(answer).toMatchObject({ status: 408, headers: { connection: 'close' } });
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'request_timeout', retryable: true });
    expect(executor.starts).toHaveLength(0);
  });

  it('that comes after all leaves nothing behind that still waits', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const asleep = Promise.withResolvers<void>();
    const clock: BodyLimits['clock'] = {
      now: () => 0,
      sleep(_, signal) {
        signals.push(signal);
        asleep.resolve();
        return new Promise(() => {});
      },
    };
    const rest = Promise.withResolvers<Uint8Array>();
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(await rest.promise);
        controller.close();
      },
    });
    const reading = readJsonBody(requestWith(body), { limitBytes: 1000, clock });
    await asleep.promise;
    rest.resolve(Buffer.from('{}'));
    expect(await reading).toEqual({});
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('that comes just in time is read', async () => {
    const { server, clock, executor } = await startTestServer();
    const socket = await openSocket(server.port);
    const answers = responsesOf(socket);
    const body = '{"pipeline_type":"app","environment":"dev"}';
    socket.write(`${HEAD}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
    await clock.untilSleeping(DEADLINE);
    await clock.advance(DEADLINE - 1);
    socket.write(body.slice(10));
    expect(await answers).toMatchObject([{ status: 202 }]);
    expect(executor.starts).toHaveLength(1);
  });

  it('that breaks off is noted as the sender’s doing', async () => {
    const reading = readJsonBody(
      requestWith(
        new ReadableStream({
          pull(controller) {
            controller.error(new Error('ECONNRESET at 10.1.2.3'));
          },
        }),
      ),
      LIMITS,
    );
    const failure = await reading.catch((error: unknown) => error);
    expect(SluiceError.isInstance(failure) && failure.message).toBe('The body ended before it was complete.');
  });

  it('that is too large is refused as soon as that is known', async () => {
    const { server } = await startTestServer({ bodyLimitBytes: 100 });
    const [answer] = await exchange(server.port, `${HEAD}Connection: close\r\nContent-Length: 101\r\n\r\n`);
    expect(answer).toMatchObject({ status: 413 });
  });
});
