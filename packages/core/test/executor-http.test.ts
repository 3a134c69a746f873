import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  connectionFaultOf,
  createRateLimit,
  cutLog,
  hostNamesOf,
  readBodyPart,
  refusalLine,
  retryAfterMsOf,
} from '../src/index.ts';

const NOW = Date.UTC(2026, 0, 1);

async function failureOf(url: string): Promise<unknown> {
  return fetch(url).then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function portOf(server: ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('the fault of a connection', () => {
  it('is "not_sent" where nobody listens', async () => {
    const server = createServer();
    const port = await portOf(server);
    await new Promise((resolve) => server.close(resolve));

    expect(connectionFaultOf(await failureOf(`http://127.0.0.1:${port}`))).toEqual({
      kind: 'not_sent',
      code: 'ECONNREFUSED',
    });
  });

  it('is "not_sent" where the name means nothing', async () => {
    const fault = connectionFaultOf(await failureOf('http://ci.invalid'));

    expect(fault.kind).toBe('not_sent');
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(fault.code);
  });

  it('is "unclear" where the server hangs up on the request', async () => {
    const port = await portOf(createServer((request) => request.socket.destroy()));

    expect(connectionFaultOf(await failureOf(`http://127.0.0.1:${port}`)).kind).toBe('unclear');
  });

  it('is "unclear" where the server speaks no TLS', async () => {
    const port = await portOf(createServer());

    expect(connectionFaultOf(await failureOf(`https://127.0.0.1:${port}`)).kind).toBe('unclear');
  });

  it.each([
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'untrusted'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'untrusted'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'untrusted'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'not_sent'],
    [{ code: 'EHOSTUNREACH', syscall: 'connect' }, 'not_sent'],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, 'unclear'],
    [{ code: 'ECONNRESET' }, 'unclear'],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }, 'unclear'],
  ])('is told by what the system said: %j', (said, kind) => {
    const error = new TypeError('fetch failed', { cause: Object.assign(new Error('it failed'), said) });

    expect(connectionFaultOf(error)).toEqual({ kind, code: said.code });
  });

  it('is "not_sent" only where every address was refused', () => {
    const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const reset = Object.assign(new Error('no'), { code: 'ECONNRESET', syscall: 'read' });
    const failed = (...errors: Error[]): Error => new TypeError('fetch failed', { cause: new AggregateError(errors) });

    expect(connectionFaultOf(failed(refused, refused)).kind).toBe('not_sent');
    expect(connectionFaultOf(failed(refused, reset)).kind).toBe('unclear');
  });

  it.each([undefined, 'text', new Error('nothing said'), new AggregateError([])])('is "unclear" for %s', (error) => {
    expect(connectionFaultOf(error)).toEqual({ kind: 'unclear', code: undefined });
  });

  it('is found however deep it is, to a point, also where errors cause each other', () => {
    const circle = new Error('first');
    circle.cause = new Error('second', { cause: circle });

    expect(connectionFaultOf(circle).kind).toBe('unclear');
  });
});

describe('how long to wait', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': ' 30 ' }, 30_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
    [{ 'retry-after': '9999999' }, 24 * 3_600_000],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '0x10' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Someday' }, undefined],
    [{ 'ratelimit-reset': String(NOW / 1000 + 45) }, 45_000],
    [{ 'ratelimit-reset': '45' }, 45_000],
    [{ 'retry-after': '10', 'ratelimit-reset': '45' }, 10_000],
    [{ 'retry-after': 'soon', 'ratelimit-reset': '45' }, 45_000],
  ])('is read from %j', (headers, expected) => {
    expect(retryAfterMsOf(new Headers(headers), NOW)).toBe(expected);
  });
});

/** What the channel `sluice:executor.rate-limit` tells from now on. */
function refusalsTold(): readonly unknown[] {
  const told: unknown[] = [];
  const listen = (message: unknown): void => {
    told.push(message);
  };
  subscribe('sluice:executor.rate-limit', listen);
  onTestFinished(() => void unsubscribe('sluice:executor.rate-limit', listen));
  return told;
}

describe('the memory of a rate limit', () => {
  function limited(random = 0): {
    readonly limit: ReturnType<typeof createRateLimit>;
    pass(milliseconds: number): void;
  } {
    let time = NOW;
    const limit = createRateLimit({ now: () => time, random: () => random });
    return {
      limit,
      pass(milliseconds) {
        time += milliseconds;
      },
    };
  }

  it('leaves the way free until there is a refusal', () => {
    expect(limited().limit.waitMs()).toBe(0);
  });

  it('waits as long as the server says', () => {
    const { limit, pass } = limited();

    expect(limit.refused(5000)).toBe(5000);
    pass(4999);
    expect(limit.waitMs()).toBe(1);
    pass(1);
    expect(limit.waitMs()).toBe(0);
  });

  it('tells each refusal, and how long nothing is sent for it, to whoever listens', () => {
    const told = refusalsTold();
    const { limit, pass } = limited();
    limit.refused(5000);
    pass(1000);
    limit.refused(0);
    limit.waitMs();
    limit.passed();

    expect(told).toEqual([{ waitMs: 5000 }, { waitMs: 4000 }]);
  });

  it('waits twice as long with each refusal where the server says nothing, a minute at the most', () => {
    const { limit, pass } = limited();
    const waits = Array.from({ length: 9 }, () => {
      const wait = limit.refused(undefined);
      pass(wait);
      return wait;
    });

    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('waits for never quite the same time on two servers', () => {
    expect(limited(0.99).limit.refused(undefined)).toBeGreaterThan(limited(0.01).limit.refused(undefined));
  });

  it('is never shortened by a later refusal', () => {
    const { limit } = limited();
    limit.refused(60_000);

    expect(limit.refused(1000)).toBe(60_000);
  });

  it('begins anew when a request was let through', () => {
    const { limit, pass } = limited();
    pass(limit.refused(undefined));
    pass(limit.refused(undefined));
    limit.passed();

    expect(limit.refused(undefined)).toBe(500);
  });
});

describe('the line of a refusal', () => {
  it.each([
    ['Reference not found', 'Reference not found'],
    ['404 Project Not Found', 'Project Not Found'],
    ['Failed.\n\n  Try   again. ', 'Failed. Try again'],
    ['<h1>502 Bad Gateway</h1><hr>nginx', 'Bad Gateway nginx'],
    ['\u001b[31mno\u001b[0m\u0007', 'no'],
    ['see https://ci.internal/x?token=abc for more', 'see [link] for more'],
    ['the token s3cr3t-t0ken is wrong', 'the token [redacted] is wrong'],
    ['Authorization: Bearer abcdefghijk', 'Authorization: Bearer [redacted]'],
  ])('of %j is %j', (text, line) => {
    expect(refusalLine(text, ['s3cr3t-t0ken'])).toBe(line);
  });

  it.each(['', '   \n', '<br>', '...'])('of %j is none', (text) => {
    expect(refusalLine(text, [])).toBeUndefined();
  });

  it('takes no longer for a text that is endless, and shows no half of a secret where it stops reading', () => {
    const before = performance.now();
    refusalLine('-----END PRIVATE KEY-----'.repeat(40_000), []);
    expect(performance.now() - before).toBeLessThan(2000);
    for (let blanks = 19_980; blanks <= 20_000; blanks += 1) {
      expect(refusalLine(`no${' '.repeat(blanks)}s3cr3t-t0ken`, ['s3cr3t-t0ken'])).not.toMatch(/s3/);
    }
  });

  it('has a bounded length', () => {
    expect(refusalLine('x'.repeat(10_000), [])?.length).toBe(400);
  });
});

describe('the names of a host', () => {
  it.each([
    ['https://ci.internal/jenkins', ['ci.internal']],
    ['https://ci.internal:8443/api/v4', ['ci.internal:8443', 'ci.internal']],
    ['http://127.0.0.1:8080', ['127.0.0.1:8080', '127.0.0.1']],
    ['http://jenkins:8080', ['jenkins:8080']],
    ['http://jenkins', []],
  ])('of %s are %j', (url, names) => {
    expect(hostNamesOf(url)).toEqual(names);
  });
});

describe('a part of a body', () => {
  const chunked = (chunks: readonly Uint8Array[]) => new Response(ReadableStream.from(chunks));

  it('is the bytes that are wanted, however the body arrives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array()), fc.nat(30), fc.nat(30), async (chunks, from, length) => {
        const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
        const part = await readBodyPart(chunked(chunks), { from, length });
        expect([...part.bytes]).toEqual([...whole.subarray(from, from + length)]);
        expect(part.seen).toBeGreaterThanOrEqual(Math.min(from + length, whole.length));
        const end = await readBodyPart(chunked(chunks), { last: length });
        expect([...end.bytes]).toEqual(length === 0 ? [] : [...whole.slice(-length)]);
        expect(end.seen).toBe(whole.length);
      }),
    );
  });

  it('leaves unread what comes after it, also of a body without an end', async () => {
    let sent = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1000));
      },
      cancel() {
        isCancelled = true;
      },
    });

    expect((await readBodyPart(new Response(endless), { from: 5000, length: 10 })).bytes).toHaveLength(10);
    expect(isCancelled).toBe(true);
    expect(sent).toBeLessThan(10);
  });

  it('is nothing where there is no body', async () => {
    expect(await readBodyPart(new Response(null))).toEqual({ bytes: new Uint8Array(), seen: 0 });
  });
});

describe('a log', () => {
  it('that is no text is cut all the same, so that who reads it comes to its end', () => {
    for (const byte of [0x80, 0xbf, 0xf0]) {
      expect(cutLog(new Uint8Array(100).fill(byte), { room: 60, over: true })).toBeGreaterThan(0);
    }
  });

  it.each([
    ['one\ntwo', { room: 100, over: false }, 4],
    ['one\ntwo', { room: 100, over: true }, 7],
    ['one\ntwo', { room: 5, over: true }, 4],
    ['one', { room: 100, over: false }, 0],
    ['€€€', { room: 5, over: true }, 3],
    ['€€€', { room: 2, over: true }, 0],
  ])('of %j is cut with %j after %i bytes', (text, room, bytes) => {
    expect(cutLog(new TextEncoder().encode(text), room)).toBe(bytes);
  });
});
