import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createPipelineServerApp } from '../../src/index.ts';
import { createLambdaHandler, type DirectAnswer, type LambdaHandlerOptions } from '../../src/lambda.ts';
import { handlerOptions, lambdaContext } from '../support/doors.ts';
import { createEchoApp } from '../support/echo-app.ts';
import { functionUrlEvent, loadBalancerEvent, restApiEvent } from '../support/lambda-events.ts';
import { mcpRequest } from '../support/mcp-message.ts';
import { createObservedClock } from '../support/observed-clock.ts';
import { recordLog } from '../support/recorded-log.ts';
import { KEYS, startTestServer, type TestServer } from '../support/test-server.ts';

const TEAM = { 'x-api-key': KEYS.all };
const EXECUTE = { pipeline_type: 'app', environment: 'dev' };
const GET = { method: 'GET', path: '/' };

function echo(answer: () => Response): LambdaHandlerOptions {
  return { app: createEchoApp(answer).app, logger: recordLog().logger };
}

/** The options over a test server whose authenticator believes in direct invocation. */
function trustingDirect({ service, log, clock }: TestServer): LambdaHandlerOptions {
  const { logger } = log;
  const app = createPipelineServerApp({
    service,
    logger,
    clock,
    authenticate: (_, gateway) =>
      gateway?.kind === 'direct' ? { id: `direct:${gateway.subject}`, scopes: ['read', 'execute'] } : undefined,
  });
  return { app, logger, clock };
}

describe('the answer of a function', () => {
  it('keeps text as text, streams of events too', async () => {
    const body = 'event: log\ndata: "Ω"\n\n';
    const options = echo(() => new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    const answer = await createLambdaHandler(options)(restApiEvent(GET), lambdaContext());
    expect(answer).toMatchObject({ statusCode: 200, body, isBase64Encoded: false });
  });

  it('encodes what is not text', async () => {
    const bytes = Uint8Array.of(0xff, 0xfe, 0);
    const answer = await createLambdaHandler(echo(() => new Response(bytes)))(functionUrlEvent(GET), lambdaContext());
    expect(answer).toMatchObject({ body: '//4A', isBase64Encoded: true });
  });

  it('has its headers and cookies in the form that the gateway takes', async () => {
    const respond = (): Response =>
      new Response('', {
        headers: [
          ['x-one', '1'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      });
    const handler = createLambdaHandler(echo(respond));
    const lists = { 'x-one': ['1'], 'set-cookie': ['a=1', 'b=2'] };
    expect(await handler(functionUrlEvent(GET), lambdaContext())).toMatchObject({
      headers: { 'x-one': '1' },
      cookies: ['a=1', 'b=2'],
    });
    expect(await handler(restApiEvent(GET), lambdaContext())).toMatchObject({ multiValueHeaders: lists });
    expect(await handler(loadBalancerEvent(GET, true), lambdaContext())).toMatchObject({ multiValueHeaders: lists });
    expect(await handler(loadBalancerEvent(GET, false), lambdaContext())).toMatchObject({
      headers: { 'x-one': '1', 'set-cookie': 'a=1' },
    });
  });

  it('takes no more of an endless stream than fits, and tells its writer to stop', async () => {
    let cancelled = false;
    const event = new TextEncoder().encode(`data: ${'x'.repeat(100_000)}\n\n`);
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(event),
      cancel() {
        cancelled = true;
      },
    });
    const respond = (): Response => new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
    const answer = await createLambdaHandler(echo(respond))(restApiEvent(GET), lambdaContext());
    const { body } = answer as { body: string };
    expect(body.length).toBe(6 * event.length);
    expect(cancelled).toBe(true);
  });
});

describe('the time of an invocation', () => {
  const waiting = { method: 'GET', path: '/executions/execution-1?wait=25', headers: TEAM };

  it.each([
    ['ends a wait two seconds before its end', 10_000, 8000],
    ['ends a wait when API Gateway would give up, however long the function may take', 900_000, 25_000],
  ])('%s', async (_, remainingMs, answeredAfterMs) => {
    const server = await startTestServer();
    await server.execute();
    const handler = createLambdaHandler(handlerOptions(server));
    const startedAt = server.clock.now();
    const answer = handler(restApiEvent(waiting), lambdaContext(remainingMs));
    for (let waited = 0; waited < answeredAfterMs; waited += 1000) {
      await server.clock.untilSleeping(1000);
      await server.clock.advance(1000);
    }
    const { statusCode, body } = (await answer) as { statusCode: number; body: string };
    expect([statusCode, (JSON.parse(body) as Wire['Execution']).status]).toEqual([200, 'queued']);
    expect(server.clock.now() - startedAt).toBe(answeredAfterMs);
  });

  it('ends the wait of an MCP call, which answers how things are', async () => {
    const server = await startTestServer();
    await server.execute();
    const call = { name: 'get_execution', arguments: { execution_id: 'execution-1', wait_seconds: 25 } };
    const event = restApiEvent(mcpRequest('tools/call', call, TEAM));
    const answer = createLambdaHandler(handlerOptions(server))(event, lambdaContext(10_000));
    await server.clock.untilSleeping(1000);
    await server.clock.advance(8000);
    const { statusCode, body } = (await answer) as { statusCode: number; body: string };
    expect(statusCode).toBe(200);
    expect(body).toContain('"status":"queued"');
  });

  it('ends a log that is followed, with a word on how to go on', async () => {
    const server = await startTestServer();
    await server.execute();
    const headers = { ...TEAM, accept: 'text/event-stream' };
    const event = restApiEvent({ method: 'GET', path: '/executions/execution-1/log', headers });
    const answer = createLambdaHandler(handlerOptions(server))(event, lambdaContext(1500));
    const { statusCode, body, isBase64Encoded } = (await answer) as {
      statusCode: number;
      body: string;
      isBase64Encoded: boolean;
    };
    expect([statusCode, isBase64Encoded]).toEqual([200, false]);
    expect(body).toContain('event: reconnect');
  });

  it('ends a wait when the gateway that it was told of would give up', async () => {
    const server = await startTestServer();
    await server.execute();
    const handler = createLambdaHandler({ ...handlerOptions(server), answerWithinMs: 3000 });
    const answer = handler(restApiEvent(waiting), lambdaContext());
    await server.clock.untilSleeping(3000);
    await server.clock.untilSleeping(1000);
    await server.clock.advance(3000);
    expect(await answer).toMatchObject({ statusCode: 200 });
  });

  it('that has hardly begun to be left still gets an answer', async () => {
    const server = await startTestServer();
    await server.execute();
    const answer = await createLambdaHandler(handlerOptions(server))(restApiEvent(waiting), lambdaContext(500));
    expect(answer).toMatchObject({ statusCode: 200 });
  });

  it('leaves no timer behind', async () => {
    const clock = createObservedClock();
    const handler = createLambdaHandler({ ...echo(() => new Response('')), clock });
    await handler(restApiEvent(GET), lambdaContext());
    await clock.untilAwake(27_000);
  });
});

describe('an app that is made at the first event', () => {
  it('is made once', async () => {
    let made = 0;
    const { app } = createEchoApp();
    const make = async (): Promise<typeof app> => {
      made += 1;
      return app;
    };
    const handler = createLambdaHandler({ app: make, logger: recordLog().logger });
    expect(made).toBe(0);
    await Promise.all([handler(restApiEvent(GET), lambdaContext()), handler(restApiEvent(GET), lambdaContext())]);
    await handler(restApiEvent(GET), lambdaContext());
    expect(made).toBe(1);
  });

  it('is made again after a failure, which is logged and told to nobody', async () => {
    const { app } = createEchoApp();
    const log = recordLog();
    let fails = true;
    const make = async (): Promise<typeof app> => {
      if (fails) throw new Error('no table at https://dynamodb.internal:8000');
      return app;
    };
    const handler = createLambdaHandler({ app: make, logger: log.logger });
    const context = lambdaContext();
    const failed = (await handler(restApiEvent(GET), context)) as { statusCode: number; body: string };
    expect([failed.statusCode, JSON.parse(failed.body).code]).toEqual([500, 'internal_error']);
    expect(failed.body).toContain(context.awsRequestId);
    expect(failed.body).not.toContain('dynamodb');
    expect(log.lines).toMatchObject([{ level: 'error', request_id: context.awsRequestId, reason: /no table/ }]);
    fails = false;
    expect(await handler(restApiEvent(GET), lambdaContext())).toMatchObject({ statusCode: 200 });
  });
});

describe('a direct invocation', () => {
  it('with the bare body of POST /execute is answered with the bare execution', async () => {
    const server = await startTestServer();
    const answer = await createLambdaHandler(trustingDirect(server))(EXECUTE, lambdaContext());
    expect(answer).toMatchObject({ execution_id: 'execution-1', requested_by: 'direct:invoke', status: 'queued' });
  });

  it('with a bare body that is wrong is answered with the bare problem', async () => {
    const server = await startTestServer();
    const answer = await createLambdaHandler(trustingDirect(server))({ ...EXECUTE, environment: 'x' }, lambdaContext());
    expect(answer).toMatchObject({ type: expect.stringMatching(/^urn:sluice:problem:/), retryable: false });
  });

  it('is refused where nobody said that it may be trusted', async () => {
    const handler = createLambdaHandler(handlerOptions(await startTestServer()));
    expect(await handler(EXECUTE, lambdaContext())).toMatchObject({ status: 401, code: 'unauthenticated' });
    const wrapped = { method: 'POST', path: '/execute', body: EXECUTE };
    expect(await handler(wrapped, lambdaContext())).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('may show an API key', async () => {
    const handler = createLambdaHandler(handlerOptions(await startTestServer()));
    const request = { method: 'POST', path: '/execute', headers: { 'X-API-Key': KEYS.all }, body: EXECUTE };
    const answer = (await handler(request, lambdaContext())) as DirectAnswer;
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: '/executions/execution-1' },
      body: { execution_id: 'execution-1', requested_by: 'team' },
    });
  });

  it('serves what the proxy needs: execute, look, log, cancel', async () => {
    const server = await startTestServer();
    const handler = createLambdaHandler(trustingDirect(server));
    const send = async (request: object): Promise<DirectAnswer> =>
      (await handler(request, lambdaContext())) as DirectAnswer;
    await send({ method: 'POST', path: '/execute', body: EXECUTE, headers: { 'idempotency-key': 'k' } });
    expect(
      await send({ method: 'GET', path: '/executions', query: { environment: 'dev', status: ['queued', 'running'] } }),
    ).toMatchObject({ status: 200, body: { executions: [{ execution_id: 'execution-1' }] } });
    expect(await send({ method: 'GET', path: '/executions/execution-1', query: { wait: '0' } })).toMatchObject({
      status: 200,
      body: { status: 'queued' },
    });
    expect(await send({ method: 'GET', path: '/executions/execution-1/log' })).toMatchObject({
      body: { content: 'first\n', complete: false },
    });
    expect(await send({ method: 'POST', path: '/executions/execution-1/cancel' })).toMatchObject({ status: 202 });
    expect(await send({ method: 'GET', path: '/reference' })).toMatchObject({ body: expect.stringContaining('<html') });
  });

  it.each([
    [null, 'body must be an object'],
    ['text', 'body must be an object'],
    [{}, 'method is required'],
    [{ method: 'GET' }, 'path is required'],
    [{ method: 'GET', path: '/', headers: { 'x-api-key': 1 } }, 'headers.x-api-key must be a string'],
    [
      { method: 'GET', path: '/', url: 'http://x' },
      'url is not known here, allowed: method, path, query, headers, body',
    ],
    [{ method: 'GET', path: 'http://x/' }, 'must begin with'],
    [{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, 'source is not known here'],
    [{ requestContext: { http: {} }, version: '2.0' }, 'requestContext is not known here'],
  ])('of %j is refused in words', async (event, reason) => {
    const { app, seen } = createEchoApp();
    const answer = await createLambdaHandler({ app, logger: recordLog().logger })(event, lambdaContext());
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(JSON.stringify(answer)).toContain(reason);
    expect(seen).toEqual([]);
  });

  it('is not taken for a request to this machine', async () => {
    const { app, seen } = createEchoApp();
    await createLambdaHandler({ app, logger: recordLog().logger })(EXECUTE, lambdaContext());
    expect(new URL(seen[0]?.url ?? '').host).toBe('direct.invalid');
  });
});
