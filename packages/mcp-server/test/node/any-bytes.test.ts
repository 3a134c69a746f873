import { once } from 'node:events';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineServer } from '../../src/index.ts';
import { openSocket } from '../support/raw-socket.ts';
import { KEYS, startTestServer } from '../support/test-server.ts';

const CONNECTIONS = 2000;
/** A key of ours that somebody puts into whatever header. */
const MISPLACED = `sluice_${'A1'.repeat(24)}`;
const EXECUTE = '{"pipeline_type":"app","environment":"dev"}';

const line = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n\r\n', '');
const binary = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const odd = fc.oneof(binary, fc.constantFrom('\u0000', '\u00ff', '%00', ' ', '\t', ';', ',', '"'));
const method = fc.constantFrom(
  'GET',
  'POST',
  'POST',
  'HEAD',
  'OPTIONS',
  'PUT',
  'TRACE',
  'CONNECT',
  'PRI',
  'get',
  'X',
  '',
);
const target = fc.oneof(
  fc.constantFrom(
    ...['/', '/healthz', '/execute', '/mcp', '/pipelines', '/executions?environment=dev', '/metrics', '/webhooks/ci'],
    ...['/executions/%ff', '/executions/%', '//execute', '/../x', '*', 'http://localhost/execute', '/reference'],
  ),
  odd.map((text) => `/${text}`),
);
const version = fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'http/1.1', '');
const name = fc.constantFrom(
  ...['Host', 'Content-Length', 'Transfer-Encoding', 'Content-Type', 'X-API-Key', 'Authorization', 'Connection'],
  ...['Expect', 'Upgrade', 'Content-Encoding', 'Accept', 'Origin', 'Trailer', 'TE', 'X-Request-Id', 'Cookie'],
  ...[
    'traceparent',
    'Mcp-Method',
    'Last-Event-ID',
    'X-Forwarded-For',
    'If-None-Match',
    'Range',
    '__proto__',
    ' X',
    'X ',
  ],
);
const value = fc.oneof(
  fc.constantFrom(
    ...['localhost', 'chunked', 'chunked, chunked', 'identity', 'application/json', MISPLACED, `Bearer ${MISPLACED}`],
    ...[
      'close',
      'keep-alive',
      'upgrade',
      'websocket',
      'h2c',
      '100-continue',
      'gzip',
      '0',
      '43',
      '-1',
      '1e3',
      '4294967296',
    ],
    ...['text/event-stream', 'null', 'bytes=0-1', 'x'.repeat(20_000)],
  ),
  odd,
);
const header = fc.tuple(name, fc.constantFrom(': ', ':', ' : ', ''), value, line).map((parts) => parts.join(''));
/** A head that is right, so that what comes after it is read. */
const rightHeaders = fc.constantFrom(
  '',
  'Host: localhost\r\n',
  `Host: localhost\r\nX-API-Key: ${KEYS.all}\r\n`,
  `Host: localhost\r\nX-API-Key: ${KEYS.all}\r\nContent-Type: application/json\r\nContent-Length: ${EXECUTE.length}\r\n`,
  `Host: localhost\r\nX-API-Key: ${KEYS.all}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n`,
);
const body = fc.oneof(
  fc.constantFrom(EXECUTE, `2b\r\n${EXECUTE}\r\n0\r\n\r\n`, '0\r\n\r\n', 'zz\r\n', '5;x=y\r\n{"a":', '[]', '{}', ''),
  binary,
);
const request = fc
  .tuple(method, target, version, line, rightHeaders, fc.array(header, { maxLength: 4 }), line, body)
  .map(([verb, path, protocol, end, right, headers, blank, content]) =>
    [`${verb} ${path} ${protocol}`, end, right, ...headers, blank, content].join(''),
  );
/** One that is right but for its head or its body. */
const nearlyRight = fc
  .tuple(method, target, rightHeaders, fc.oneof(fc.constant(''), header), body)
  .map(([verb, path, right, more, content]) => `${verb} ${path} HTTP/1.1\r\n${right}${more}\r\n${content}`);
/** A right request for an execution, with something besides. */
const executing = fc.tuple(fc.oneof(fc.constant(''), header), fc.oneof(fc.constant(''), binary)).map(([more, rest]) => {
  const head = `POST /execute HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEYS.all}\r\n${more}`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${EXECUTE.length}\r\n\r\n${EXECUTE}${rest}`;
});
const bytes = fc.oneof(
  { weight: 8, arbitrary: nearlyRight },
  { weight: 2, arbitrary: executing },
  { weight: 8, arbitrary: fc.array(request, { minLength: 1, maxLength: 3 }).map((all) => all.join('')) },
  binary,
);

describe('whatever bytes come over a connection', () => {
  it('are answered or not, never with a server error, and the connection ends', { timeout: 300_000 }, async () => {
    const { server, executor, log, fetch } = await startTestServer();
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        const text = await answerOf(server, Buffer.from(sent, 'latin1'));
        for (const [, status] of text.matchAll(/(?:^|\n|\})HTTP\/1\.1 (\d{3}) /g)) {
          seen.add(Number(status));
          expect(Number(status), text).toBeLessThan(500);
        }
        expect(text).not.toContain(KEYS.all);
      }),
      { numRuns: CONNECTIONS },
    );
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(log.text()).not.toContain(KEYS.all);
    expect(log.text()).not.toContain(MISPLACED);
    // Not 431: who still sends when the connection closes is reset, and may never read it (raw-requests.test.ts has it).
    expect([...seen]).toEqual(expect.arrayContaining([200, 400, 401, 404]));
    expect(executor.starts.length).toBeGreaterThan(0);
    expect((await fetch('/healthz')).status).toBe(200);
  });
});

/** So often the server answers others before a sender gives up. */
const OTHERS = 3;

/** Sends bytes, waits until the server has answered others meanwhile, and says that there are no more. */
async function answerOf({ url, port }: PipelineServer, sent: Buffer): Promise<string> {
  const socket = await openSocket(port);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  socket.write(sent);
  for (let others = 0; others < OTHERS; others += 1) await (await fetch(`${url}/healthz`)).text();
  socket.end();
  await closed;
  return Buffer.concat(chunks).toString('latin1');
}
