import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requirePlainTarget } from '../../src/guards/request-target.ts';
import { exchange } from '../support/raw-socket.ts';
import { KEYS, startTestServer, type TestServer } from '../support/test-server.ts';

const BODY = '{"pipeline_type":"app","environment":"dev"}';
const EXECUTE = `Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n`;

/** A server that somebody sends a valid request for an execution to, in a way that it must not accept. */
async function send({ server }: TestServer, target: string, method = 'POST', key = `X-API-Key: ${KEYS.all}\r\n`) {
  const head = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${key}${EXECUTE}`;
  return exchange(server.port, `${head}\r\n${BODY}`);
}

const TRICKS = [
  '//execute',
  '///execute',
  '/executions/../execute',
  '/healthz/../execute',
  '/healthz/..%2fexecute',
  '/healthz/%2e%2e/execute',
  '/healthz/.%2E/execute',
  '/./execute',
  '/%2e/execute',
  '/healthz/..',
  '/healthz%2f..%2fexecute',
  '/healthz/..;/execute',
  '/healthz;/../execute',
  '\\execute',
  '/\\execute',
  '/healthz\\..\\execute',
  '/healthz%5c..%5cexecute',
  '/execute%00',
  '/execute%00.json',
  '/execute%0d%0aX-API-Key:%20x',
  '/execute%1f',
  '/execute%7f',
  '/healthz#/../execute',
  '/execute#',
  '/\u00e9xecute',
  'execute',
  '*',
  '?',
  'http://localhost/execute',
  'https://localhost/execute',
  'http://attacker.example/execute',
  'HTTP://localhost/execute',
  'file:///execute',
  'localhost:80',
];

describe('a target that could be taken for two paths', () => {
  it.each(TRICKS)('%s is refused, even with a valid key', async (target) => {
    const server = await startTestServer();
    const answers = await send(server, target);
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(answers[0]?.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(server.executor.starts).toHaveLength(0);
  });

  it.each(['/EXECUTE', '/execute/', '/execute;a=b', '/executE', '/healthz/execute', '/execute%20', '/exec%75te/x'])(
    '%s is another path, and wants a key like any other',
    async (target) => {
      const server = await startTestServer();
      expect(await send(server, target)).toMatchObject([{ status: 404 }]);
      expect(await send(server, target, 'POST', '')).toMatchObject([{ status: 401 }]);
      expect(server.executor.starts).toHaveLength(0);
    },
  );

  it.each(['/execute', '/execute?', '/execute?a=//..//%00', '/%65xecute'])(
    '%s is what it seems, and wants a key',
    async (target) => {
      const server = await startTestServer();
      expect(await send(server, target, 'POST', '')).toMatchObject([{ status: 401 }]);
      expect(server.executor.starts).toHaveLength(0);
    },
  );

  it('is refused also when it is only too long, with 414', async () => {
    const server = await startTestServer();
    expect(await send(server, `/executions/${'x'.repeat(8200)}`, 'GET')).toMatchObject([{ status: 414 }]);
    expect(await send(server, `/executions?cursor=${'x'.repeat(8200)}`, 'GET')).toMatchObject([{ status: 414 }]);
    expect(await send(server, `/executions/${'x'.repeat(8000)}`, 'GET')).toMatchObject([{ status: 400 }]);
  });

  it('never is one that a URL parser changes', async () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2E',
      '%2f',
      '%5C',
      '\\',
      'a',
      'execute',
      '%00',
      '#',
      ':',
      '@',
      ' ',
      '\t',
      'é',
    );
    const targets = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.property(targets, (target) => {
        if (!isAccepted(target)) return;
        expect(new URL(`http://localhost${target}`).pathname).toBe(target);
      }),
      { numRuns: 5000 },
    );
  });
});

function isAccepted(target: string): boolean {
  try {
    requirePlainTarget(target);
    return true;
  } catch {
    return false;
  }
}

describe('what is not the HTTP that a server should read', () => {
  const HEAD = 'POST /execute HTTP/1.1\r\n';
  const KEY = `X-API-Key: ${KEYS.all}\r\n`;
  const CHUNKED = `Transfer-Encoding: chunked\r\n\r\n2b\r\n${BODY}\r\n0\r\n\r\n`;
  const SMUGGLED = `GET /pipelines HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\n`;

  it.each([
    ['two Hosts', `${HEAD}Host: localhost\r\nHost: attacker.example\r\n${KEY}${EXECUTE}\r\n${BODY}`, 400],
    ['the same Host twice', `${HEAD}Host: localhost\r\nhost: localhost\r\n${KEY}${EXECUTE}\r\n${BODY}`, 400],
    ['no Host', `${HEAD}${KEY}${EXECUTE}\r\n${BODY}`, 400],
    ['a path in the Host', `GET /x HTTP/1.1\r\nHost: localhost/healthz?\r\n${KEY}\r\n`, 400],
    ['a port that there can not be', `GET /pipelines HTTP/1.1\r\nHost: localhost:99999\r\n${KEY}\r\n`, 400],
    ['a user in the Host', `GET /pipelines HTTP/1.1\r\nHost: localhost@attacker.example\r\n${KEY}\r\n`, 400],
    ['a length and chunks', `${HEAD}Host: localhost\r\n${KEY}${EXECUTE}${CHUNKED}${SMUGGLED}`, 400],
    [
      'chunks and a length',
      `${HEAD}Host: localhost\r\n${KEY}Transfer-Encoding: chunked\r\n${EXECUTE}\r\n0\r\n\r\n${SMUGGLED}`,
      400,
    ],
    ['two lengths', `${HEAD}Host: localhost\r\n${KEY}${EXECUTE}Content-Length: 0\r\n\r\n${BODY}`, 400],
    ['a negative length', `${HEAD}Host: localhost\r\n${KEY}Content-Length: -1\r\n\r\n`, 400],
    ['chunks that are none', `${HEAD}Host: localhost\r\n${KEY}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['another coding than chunks', `${HEAD}Host: localhost\r\n${KEY}Transfer-Encoding: gzip\r\n\r\n${SMUGGLED}`, 400],
    [
      'a header that goes on in the next line',
      `${HEAD}Host: localhost\r\nX-A: b\r\n c\r\n${KEY}${EXECUTE}\r\n${BODY}`,
      400,
    ],
    ['a blank before the colon', `${HEAD}Host: localhost\r\nContent-Length : 5\r\n\r\nhello`, 400],
    ['a NUL in a header', `${HEAD}Host: localhost\r\nX-A: b\0c\r\n${KEY}${EXECUTE}\r\n${BODY}`, 400],
    ['a head that is too large', `${HEAD}Host: localhost\r\nX-A: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['TLS', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 0x0a]), 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['CONNECT', 'CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n', 405],
    ['TRACE', `TRACE /pipelines HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\n`, 405],
    ['an unknown method', `FETCH /pipelines HTTP/1.1\r\nHost: localhost\r\n${KEY}\r\n`, 400],
  ])('%s is answered with a problem, and the connection ends', async (_, sent, status) => {
    const { server, executor, log } = await startTestServer();
    const [answer, ...more] = await exchange(server.port, sent);
    expect(answer).toMatchObject({ status, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status });
    expect(more).toEqual([]);
    expect(executor.starts).toHaveLength(0);
    expect(answer?.body).not.toContain(KEYS.all);
    expect(log.text()).not.toContain(KEYS.all);
  });

  it('is told to the log once in a minute, however often it comes', async () => {
    const { server, log, clock } = await startTestServer();
    for (let count = 0; count < 5; count += 1) await exchange(server.port, 'nonsense\r\n\r\n');
    const lines = (): unknown[] =>
      log.lines.filter(({ message }) => message === 'What came over a connection is no request');
    expect(lines()).toEqual([expect.objectContaining({ level: 'warn', code: 'HPE_INVALID_METHOD' })]);
    await clock.advance(60_000);
    await exchange(server.port, 'nonsense\r\n\r\n');
    expect(lines()).toMatchObject([{}, { unwritten: 4 }]);
  });

  it('ends a connection without a word where another answer is on its way', async () => {
    const { server, executor, log } = await startTestServer();
    const release = executor.holdStarts();
    const answers = await exchange(
      server.port,
      `${HEAD}Host: localhost\r\n${KEY}${EXECUTE}\r\n${BODY}nonsense\r\n\r\n`,
    );
    expect(answers).toEqual([]);
    release();
    expect(await log.until(({ route }) => route === '/execute')).toBeDefined();
  });
});

describe('requests in a row on one connection', () => {
  it('are answered in their order', async () => {
    const { server } = await startTestServer();
    const one = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    const key = `X-API-Key: ${KEYS.all}\r\n`;
    const sent = [
      one('/pipelines', key),
      one('/healthz'),
      one('/nothing', key),
      one('/pipelines', 'Connection: close\r\n'),
    ];
    const answers = await exchange(server.port, sent.join(''));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401]);
  });
});
