import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpPart, type PayloadFormat, startGateway, startLambdaHost } from '../src/index.ts';
import { fixtureFunction } from './fixture-functions.ts';

const NOW = Date.UTC(2026, 10, 22, 13, 5, 9);

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

interface Setup {
  readonly gateway: HttpPart;
  readonly clock: VirtualClock;
  readonly begun: Promise<void>;
  post(body: string | Buffer, headers?: Record<string, string>, path?: string): Promise<Response>;
}

async function setup(payloadFormat?: PayloadFormat): Promise<Setup> {
  const clock = createVirtualClock({ start: NOW });
  const started = Promise.withResolvers<void>();
  const host = await startLambdaHost({
    functions: [fixtureFunction('chat', { timeoutMs: 60_000 })],
    clock,
    onLog: () => started.resolve(),
  });
  const gateway = await startGateway({ lambdaUrl: host.url, functionName: 'chat', payloadFormat, clock });
  open.push(
    () => gateway.close(),
    () => host.close(),
  );
  return {
    gateway,
    clock,
    begun: started.promise,
    post: (body, headers = {}, path = '/chat') =>
      fetch(`${gateway.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: new Uint8Array(Buffer.from(body)),
      }),
  };
}

async function setupStreaming(handler?: string): Promise<HttpPart> {
  const clock = createVirtualClock({ start: NOW });
  const host = await startLambdaHost({ functions: [fixtureFunction('streams', { handler })], clock });
  const gateway = await startGateway({
    lambdaUrl: host.url,
    functionName: 'none',
    streamingFunctionName: 'streams',
    clock,
  });
  open.push(
    () => gateway.close(),
    () => host.close(),
  );
  return gateway;
}

const EVENTS = { method: 'POST', headers: { accept: 'text/event-stream' }, body: '{}' };

describe('a streaming door', () => {
  it('answers with status, headers, cookies and body of the stream', async () => {
    const gateway = await setupStreaming();
    const response = await fetch(`${gateway.url}/chat`, EVENTS);
    expect([response.status, await response.text()]).toEqual([201, 'hi']);
    expect([response.headers.get('x-made-by'), response.headers.getSetCookie()]).toEqual(['streams', ['a=1']]);
  });

  it('answers 502 when the function fails before it has streamed anything', async () => {
    const gateway = await setupStreaming('failing');
    const response = await fetch(`${gateway.url}/chat`, EVENTS);
    expect([response.status, await response.json()]).toEqual([502, { message: 'Internal server error' }]);
  });
});

const JSON_HEADERS = { 'Content-Type': 'application/json' };

describe('an HTTP API', () => {
  it('gives the function an event of the payload format 2.0', async () => {
    const { post } = await setup();
    const response = await post('{"message":"hi"}', { 'X-Team': 'a', cookie: 'a=1; b=2' }, '/chat?x=1&x=2&y=%20');
    const event = (await response.json()) as APIGatewayProxyEventV2;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /chat',
      rawPath: '/chat',
      rawQueryString: 'x=1&x=2&y=%20',
      cookies: ['a=1', 'b=2'],
      headers: { 'content-type': 'application/json', 'x-team': 'a' },
      queryStringParameters: { x: '1,2', y: ' ' },
      requestContext: {
        http: { method: 'POST', path: '/chat', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'node' },
        stage: '$default',
        time: '22/Nov/2026:13:05:09 +0000',
        timeEpoch: NOW,
      },
      body: '{"message":"hi"}',
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it('encodes a body that is no text', async () => {
    const { post } = await setup();
    const response = await post(Buffer.from([0xff, 0x00]), { 'content-type': 'application/octet-stream' });
    expect(await response.json()).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  });

  it('answers what the function says: status, headers, cookies, encoded body', async () => {
    const { post } = await setup();
    const answer = {
      statusCode: 201,
      headers: { ...JSON_HEADERS, 'x-count': 3 },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('ü').toString('base64'),
      isBase64Encoded: true,
    };
    const response = await post(JSON.stringify({ answer }));
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('ü');
    expect(response.headers.get('x-count')).toBe('3');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('takes an answer without a status for the body', async () => {
    const { post } = await setup();
    const response = await post(JSON.stringify({ answer: { hello: 'world' } }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ hello: 'world' });
  });

  it('has one route, and a page that tells how to use it', async () => {
    const { gateway, post } = await setup();
    expect((await post('{}', {}, '/other')).status).toBe(404);
    expect((await fetch(`${gateway.url}/chat`)).status).toBe(404);
    const page = await fetch(gateway.url);
    expect(await page.text()).toMatch(/curl --json .* http:\/\/127\.0\.0\.1:\d+\/chat$/m);
  });
});

describe('a REST API', () => {
  it('gives the function an event of the payload format 1.0', async () => {
    const { post } = await setup('1.0');
    const response = await post('{"message":"hi"}', { 'X-Team': 'a' }, '/chat?x=1&x=2');
    const event = (await response.json()) as APIGatewayProxyEvent;
    expect(event).not.toHaveProperty('version');
    expect(event).toMatchObject({
      resource: '/chat',
      path: '/chat',
      httpMethod: 'POST',
      multiValueHeaders: { 'content-type': ['application/json'], 'X-Team': ['a'] },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      pathParameters: null,
      requestContext: {
        httpMethod: 'POST',
        identity: { sourceIp: '127.0.0.1', userAgent: 'node', caller: null },
        path: '/local/chat',
        requestTimeEpoch: NOW,
      },
      body: '{"message":"hi"}',
      isBase64Encoded: false,
    });
    expect((await (await post('{}')).json()) as APIGatewayProxyEvent).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
    });
  });

  it('answers with repeated headers, and not without a status', async () => {
    const { post } = await setup('1.0');
    const answer = { statusCode: 200, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] }, body: '' };
    const response = await post(JSON.stringify({ answer }));
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect((await post(JSON.stringify({ answer: { hello: 'world' } }))).status).toBe(502);
    expect((await post('{}', {}, '/other')).status).toBe(403);
  });
});

describe.each(['1.0', '2.0'] as const)('either of them (%s)', (payloadFormat) => {
  it('says nothing of what went wrong in the function', async () => {
    const { post } = await setup(payloadFormat);
    for (const answer of [
      'throw',
      { statusCode: 'ok' },
      { statusCode: 200, body: {} },
      { statusCode: 200, headers: 1 },
      { statusCode: 200, headers: { 'x-lines': 'a\nb' } },
      { statusCode: 200, headers: { 'no name': 'a' } },
    ]) {
      const response = await post(JSON.stringify({ answer }));
      expect(response.status).toBe(502);
      expect(await response.text()).toBe('{"message":"Internal server error"}');
    }
  });

  it('does not wait for the function for more than 29 seconds', async () => {
    const { post, clock, begun } = await setup(payloadFormat);
    const response = post('{"answer":"hang"}');
    await begun;
    await clock.advance(29_000);
    expect((await response).status).toBe(504);
    expect(await (await response).text()).toBe('{"message":"Endpoint request timed out"}');
  });

  it('takes a body of 10 MB at the most', async () => {
    const { post } = await setup(payloadFormat);
    const response = await post(Buffer.alloc(10 * 1024 * 1024 + 1, ' '));
    expect(response.status).toBe(413);
  });
});

it('listens on another port when the preferred one is taken', async () => {
  const { gateway } = await setup();
  const other = await startGateway({
    lambdaUrl: gateway.url,
    functionName: 'chat',
    clock: createVirtualClock(),
    preferredPort: gateway.port,
  });
  open.push(() => other.close());
  expect(other.port).not.toBe(gateway.port);
});
