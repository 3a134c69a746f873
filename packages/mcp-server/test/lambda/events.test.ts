import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { describe, expect, it } from 'vitest';
import { createLambdaHandler } from '../../src/lambda.ts';
import type { DoorRequest } from '../support/door-request.ts';
import { lambdaContext } from '../support/doors.ts';
import { createEchoApp, type SeenRequest } from '../support/echo-app.ts';
import { functionUrlEvent, httpApiEvent, loadBalancerEvent, restApiEvent, SENDER } from '../support/lambda-events.ts';
import { recordLog } from '../support/recorded-log.ts';

const EVENTS: readonly (readonly [name: string, eventOf: (request: DoorRequest) => object])[] = [
  ['a REST API', restApiEvent],
  ['an HTTP API', httpApiEvent],
  ['a function URL', functionUrlEvent],
  ['a load balancer', (request) => loadBalancerEvent(request, false)],
  ['a load balancer with multi-value headers', (request) => loadBalancerEvent(request, true)],
];

const REQUESTS: readonly DoorRequest[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/executions/a-1?wait=20', headers: { Accept: 'application/json', 'X-API-Key': 'a key' } },
  { method: 'GET', path: '/executions?environment=dev&created_from=2026-01-01T00%3A00%3A00Z' },
  { method: 'POST', path: '/execute', headers: { 'Content-Type': 'application/json' }, body: '{"a":"Ω"}' },
  {
    method: 'POST',
    path: '/x',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: Uint8Array.of(65, 0, 66),
  },
  { method: 'DELETE', path: '/x', headers: { cookie: 'a=1; b=2' } },
];

async function seenOf(event: unknown, options: { readonly basePath?: string } = {}): Promise<SeenRequest> {
  const { app, seen } = createEchoApp();
  await createLambdaHandler({ app, logger: recordLog().logger, ...options })(event, lambdaContext());
  const [request] = seen;
  if (request === undefined) throw new Error('the app was not asked');
  return request;
}

describe.each(EVENTS)('an event of %s', (_, eventOf) => {
  it.each(REQUESTS)("becomes the request that Hono's own adapter makes: $method $path", async (request) => {
    const event = eventOf(request);
    const hono = createEchoApp();
    await handle(hono.app)(event as LambdaEvent);
    const [expected] = hono.seen;
    const seen = await seenOf(event);
    expect(seen.method).toBe(expected?.method);
    expect(decodeURIComponent(seen.url)).toBe(decodeURIComponent(expected?.url ?? ''));
    expect(seen.body).toBe(expected?.body);
    for (const [name, value] of expected?.headers ?? []) {
      if (name !== 'content-length') expect(seen.headers.get(name), name).toBe(value);
    }
  });

  it('tells the address of the sender', async () => {
    const headers = { 'x-forwarded-for': '10.0.0.1, 10.0.0.2' };
    const { env } = await seenOf(eventOf({ method: 'GET', path: '/', headers }));
    expect(env.remoteAddress).toBe(SENDER);
  });

  it('gives the invocation its name, where the sender gave none', async () => {
    const { headers } = await seenOf(eventOf({ method: 'GET', path: '/' }));
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    const named = await seenOf(eventOf({ method: 'GET', path: '/', headers: { 'X-Request-Id': 'mine' } }));
    expect(named.headers.get('x-request-id')).toBe('mine');
  });

  it('has headers in UTF-8 read as Node does', async () => {
    const { headers } = await seenOf(eventOf({ method: 'GET', path: '/', headers: { 'x-name': 'Zürich' } }));
    expect(Buffer.from(headers.get('x-name') ?? '', 'latin1').toString('utf8')).toBe('Zürich');
  });

  it('loses the path that stands before the API', async () => {
    const seen = await seenOf(eventOf({ method: 'GET', path: '/sluice/pipelines' }), { basePath: '/sluice' });
    expect(new URL(seen.url).pathname).toBe('/pipelines');
    const root = await seenOf(eventOf({ method: 'GET', path: '/sluice' }), { basePath: '/sluice' });
    expect(new URL(root.url).pathname).toBe('/');
    const other = await seenOf(eventOf({ method: 'GET', path: '/sluices/x' }), { basePath: '/sluice' });
    expect(new URL(other.url).pathname).toBe('/sluices/x');
  });

  it('keeps its host name from the sender to itself only where that is one', async () => {
    const event = eventOf({ method: 'GET', path: '/', headers: { host: 'evil.example/x?' } });
    const { app, seen } = createEchoApp();
    const handler = createLambdaHandler({ app, logger: recordLog().logger });
    const answer = await handler(event, lambdaContext());
    expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining('its Host is not one') });
    expect(seen).toEqual([]);
  });

  it.each([
    ['//execute', 'must not have'],
    ['/executions/../execute', 'must not have'],
    ['/executions/%2e%2E/execute', 'must not have'],
    ['/executions%2F..', 'must not have'],
    ['/a\\b', 'must not have'],
    ['/a\u0000b', 'must not have'],
    ['execute', 'must begin with'],
    ['@evil.example/', 'must begin with'],
  ])('is refused with the path %j', async (path, reason) => {
    const { app, seen } = createEchoApp();
    const log = recordLog();
    const answer = await createLambdaHandler({ app, logger: log.logger })(
      eventOf({ method: 'GET', path }),
      lambdaContext(),
    );
    expect(answer).toMatchObject({ isBase64Encoded: false, body: expect.stringContaining(reason) });
    expect(seen).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'An event was refused' }]);
  });

  it('is refused when its address is too long', async () => {
    const { app, seen } = createEchoApp();
    const event = eventOf({ method: 'GET', path: `/${'a'.repeat(9000)}` });
    const answer = await createLambdaHandler({ app, logger: recordLog().logger })(event, lambdaContext());
    expect(answer).toMatchObject({ statusCode: 413, body: expect.stringContaining('too long') });
    expect(seen).toEqual([]);
  });

  it.each([
    { method: 'CONNECT', path: '/' },
    { method: 'TRACE', path: '/' },
    { method: 'G ET', path: '/' },
    { method: 'GET', path: '/', headers: { 'x-bad': 'a\nb' } },
    { method: 'GET', path: '/', headers: { 'bad name': 'a' } },
  ])('is refused when it is no request: %j', async (request) => {
    const { app } = createEchoApp();
    const answer = await createLambdaHandler({ app, logger: recordLog().logger })(eventOf(request), lambdaContext());
    expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining('invalid_request') });
  });
});

describe('an event of an HTTP API', () => {
  it('loses its stage under the name that AWS gave the API, and under no other', async () => {
    const request = { method: 'GET', path: '/executions/prod' };
    const own = await seenOf(httpApiEvent(request, { stage: 'prod' }));
    expect(new URL(own.url).pathname).toBe('/executions/prod');
    const custom = { stage: 'executions', domainName: 'pipelines.example.com' };
    const event = { ...httpApiEvent(request, custom), rawPath: '/executions/prod' };
    expect(new URL((await seenOf(event)).url).pathname).toBe('/executions/prod');
  });

  it('may have its path decoded, which does not end it', async () => {
    const event = { ...httpApiEvent({ method: 'GET', path: '/' }), rawPath: '/executions/a?b#c ☂' };
    const { url } = await seenOf(event);
    expect([new URL(url).pathname, new URL(url).search]).toEqual(['/executions/a%3Fb%23c%20%E2%98%82', '']);
  });

  it('has its cookies put back together', async () => {
    const { headers } = await seenOf(httpApiEvent({ method: 'GET', path: '/', headers: { cookie: 'a=1; b=2' } }));
    expect(headers.get('cookie')).toBe('a=1; b=2');
  });
});

describe('a query', () => {
  it.each(EVENTS.filter(([name]) => name !== 'a load balancer'))(
    'of %s keeps names that are there twice',
    async (_, eventOf) => {
      const { url } = await seenOf(eventOf({ method: 'GET', path: '/x?a=1&a=2&b=%26%20%2B&c=' }));
      const pairs = [...new URL(url).searchParams];
      expect(pairs).toEqual([
        ['a', '1'],
        ['a', '2'],
        ['b', '& +'],
        ['c', ''],
      ]);
    },
  );

  it('of a load balancer without multi-value headers has the last of them, as AWS hands it over', async () => {
    const { url } = await seenOf(loadBalancerEvent({ method: 'GET', path: '/x?a=1&a=2&b=%26%20%2B' }, false));
    expect([...new URL(url).searchParams]).toEqual([
      ['a', '2'],
      ['b', '& +'],
    ]);
  });
});

describe('a header that is there twice', () => {
  it.each(EVENTS.filter(([name]) => name !== 'a load balancer'))('arrives as one list from %s', async (_, eventOf) => {
    const { headers } = await seenOf(eventOf({ method: 'GET', path: '/', headers: { 'x-list': ['a', 'b'] } }));
    expect(headers.get('x-list')?.split(/, ?/)).toEqual(['a', 'b']);
  });
});
