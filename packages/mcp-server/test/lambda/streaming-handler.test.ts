import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createStreamingLambdaHandler, type LambdaHandlerOptions } from '../../src/lambda.ts';
import { handlerOptions, lambdaContext } from '../support/doors.ts';
import { createEchoApp } from '../support/echo-app.ts';
import { functionUrlEvent } from '../support/lambda-events.ts';
import { recordLog } from '../support/recorded-log.ts';
import { becomeLambdaRuntime, invokeStreaming, responseOf } from '../support/streaming-runtime.ts';
import { KEYS, startTestServer } from '../support/test-server.ts';

const TEAM = { 'x-api-key': KEYS.all };
const GET = { method: 'GET', path: '/' };

function handlerOf(answer: () => Response, log = recordLog()): ReturnType<typeof createStreamingLambdaHandler> {
  becomeLambdaRuntime();
  const options: LambdaHandlerOptions = { app: createEchoApp(answer).app, logger: log.logger };
  return createStreamingLambdaHandler(options);
}

describe('createStreamingLambdaHandler', () => {
  it('says where it works, when it is loaded elsewhere', () => {
    const make = (): unknown => createStreamingLambdaHandler({ app: createEchoApp().app, logger: recordLog().logger });
    expect(make).toThrow("Answers can be streamed on Lambda's own Node runtime only. Use createLambdaHandler here");
  });

  it('sends head, cookies and body in the form of the HTTP integration', async () => {
    const headers: [string, string][] = [
      ['x-one', '1'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ];
    const handler = handlerOf(() => new Response('Ω', { status: 201, headers }));
    const streamed = await invokeStreaming(handler, functionUrlEvent(GET), lambdaContext());
    expect(streamed.contentType).toBe('application/vnd.awslambda.http-integration-response');
    const response = await responseOf(streamed);
    expect([response.status, response.headers.get('x-one')]).toEqual([201, '1']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('Ω');
    await streamed.finished;
  });

  it('sends the head of an answer without a body', async () => {
    const handler = handlerOf(() => new Response(null, { status: 204 }));
    const response = await responseOf(await invokeStreaming(handler, functionUrlEvent(GET), lambdaContext()));
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('sends each part when it is there', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const handler = handlerOf(() => new Response(readable));
    const response = await responseOf(await invokeStreaming(handler, functionUrlEvent(GET), lambdaContext()));
    const reader = (response.body ?? new ReadableStream()).getReader();
    for (const part of ['one', 'two']) {
      await writer.write(Buffer.from(part));
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe(part);
    }
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  it('tells the app when its caller has gone, in the middle of an answer', async () => {
    const cancelled = Promise.withResolvers<void>();
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024)),
      cancel: () => cancelled.resolve(),
    });
    const log = recordLog();
    const streamed = await invokeStreaming(
      handlerOf(() => new Response(stream), log),
      functionUrlEvent(GET),
      lambdaContext(),
    );
    streamed.bytes.destroy();
    await cancelled.promise;
    await streamed.finished;
    expect(log.lines).toMatchObject([{ level: 'warn', message: 'An answer could not be sent to its end' }]);
  });

  it('ends a wait whose caller has gone', async () => {
    becomeLambdaRuntime();
    const server = await startTestServer();
    await server.execute();
    const handler = createStreamingLambdaHandler(handlerOptions(server));
    const event = functionUrlEvent({ method: 'GET', path: '/executions/execution-1?wait=25', headers: TEAM });
    const invoked = invokeStreaming(handler, event, lambdaContext(), (stream) => {
      void server.clock.untilSleeping(1000).then(() => stream.destroy());
    });
    await (await invoked).finished;
    expect(await server.log.until(({ status }) => status === 499)).toMatchObject({ execution_id: 'execution-1' });
  });

  it('follows a log for as long as the function may run, whatever API Gateway would do', async () => {
    becomeLambdaRuntime();
    const server = await startTestServer();
    await server.execute();
    const handler = createStreamingLambdaHandler(handlerOptions(server));
    const headers = { ...TEAM, accept: 'text/event-stream' };
    const event = functionUrlEvent({ method: 'GET', path: '/executions/execution-1/log', headers });
    const response = await responseOf(await invokeStreaming(handler, event, lambdaContext(60_000)));
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await server.clock.untilSleeping(58_000);
    await response.body?.cancel();
  });

  it('answers a direct invocation in plain JSON', async () => {
    becomeLambdaRuntime();
    const handler = createStreamingLambdaHandler(handlerOptions(await startTestServer()));
    const request = { method: 'GET', path: '/healthz' };
    const streamed = await invokeStreaming(handler, request, lambdaContext());
    expect(streamed.contentType).toBe('application/json');
    expect(JSON.parse((await streamed.bytes.toArray()).join(''))).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
    const bare = await invokeStreaming(handler, { pipeline_type: 'app', environment: 'dev' }, lambdaContext());
    const problem: Wire['Problem'] = JSON.parse((await bare.bytes.toArray()).join(''));
    expect(problem.code).toBe('unauthenticated');
  });
});
