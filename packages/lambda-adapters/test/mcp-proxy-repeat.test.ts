import { describe, expect, it } from 'vitest';
import { createMcpProxy } from '../src/index.ts';
import { gatewayEvent } from './support/agent-events.ts';
import { deadAddress } from './support/http-server.ts';
import { texts } from './support/open-api-event.ts';
import {
  type Asked,
  cancel,
  createProxyBench,
  deploy,
  follow,
  json,
  problem,
  type Respond,
  running,
} from './support/proxy-bench.ts';

const proxy = createProxyBench();

/** Answers with these, one after the other, and with the last one for good. */
function inTurn(...answers: readonly Respond[]): Respond {
  let turn = 0;
  return (request, response) => {
    answers[Math.min(turn, answers.length - 1)]?.(request, response);
    turn += 1;
  };
}

const busy = (seconds: number): Respond => problem(429, 'rate_limited', {}, { 'retry-after': String(seconds) });
const overloaded = problem(503, 'overloaded', {}, { 'retry-after': '2' });
const storeDown = problem(503, 'store_unavailable', {}, { 'retry-after': '2' });

describe('a request is sent once more', () => {
  it.each<[string, Asked, Respond]>([
    ['a question, after 429', follow, busy(2)],
    ['a question, after 503', follow, storeDown],
    ['an execution, after 429', deploy, busy(2)],
    ['an execution, after an overload', deploy, overloaded],
    ['a stop, after 429', cancel, busy(2)],
  ])('when nothing was done and the server says when: %s', async (_, asked, refusal) => {
    proxy.respond = inTurn(refusal, json(200, running));
    const before = proxy.clock.now();
    expect(await proxy.ask(asked)).toMatchObject({ status: 200, body: { execution_id: 'exec-1' } });
    expect(proxy.received).toHaveLength(2);
    expect(proxy.received[1]?.body).toBe(proxy.received[0]?.body);
    expect(proxy.clock.now() - before).toBe(2000);
  });

  it('and then never again', async () => {
    proxy.respond = busy(1);
    expect(await proxy.ask(deploy)).toMatchObject({ status: 429, body: { nothing_started: true } });
    expect(proxy.received).toHaveLength(2);
  });

  it('when nothing listened yet', async () => {
    const before = proxy.clock.now();
    const { status } = await proxy.ask({ ...deploy, options: { serverUrl: await deadAddress() } });
    expect(status).toBe(503);
    expect(proxy.clock.now() - before).toBe(500);
  });
});

describe('a request is not sent again', () => {
  it.each<[string, Asked, Respond]>([
    ['an execution, when the store failed', deploy, storeDown],
    ['a stop, when the store failed', cancel, storeDown],
    ['an execution, after 503 of somebody else', deploy, json(503, '<html></html>', { 'retry-after': '1' })],
    ['an execution, after 500', deploy, problem(500, 'internal_error', {}, { 'retry-after': '1' })],
    ['a question, when nobody says when', follow, problem(429, 'rate_limited')],
    ['a question, when it would take too long', follow, busy(11)],
    ['a question, when the time makes no sense', follow, problem(429, 'rate_limited', {}, { 'retry-after': 'soon' })],
    ['an execution, when there is no answer', deploy, (request) => request.socket.destroy()],
  ])('%s', async (_, asked, refusal) => {
    proxy.respond = refusal;
    expect((await proxy.ask(asked)).status).toBeGreaterThanOrEqual(400);
    expect(proxy.received).toHaveLength(1);
  });

  it('when the invocation ends before that', async () => {
    proxy.respond = busy(2);
    expect(await proxy.ask({ ...deploy, remainingMs: 4000 })).toMatchObject({ status: 429 });
    expect(proxy.received).toHaveLength(1);
  });
});

describe('a request through AgentCore Gateway', () => {
  const keys = (): readonly unknown[] => proxy.received.map(({ headers }) => headers['idempotency-key']);

  it('is named by the id that the Gateway gave it, so that the same one starts nothing new', async () => {
    const { event, context } = gatewayEvent('execute-app-pipeline', { environment: 'dev' });
    const handler = createMcpProxy(proxy.options());
    await handler(event, context);
    await handler(event, context);
    const another = { custom: { ...Object(context.clientContext?.custom), bedrockAgentCoreAwsRequestId: 'another' } };
    await handler(event, { ...context, clientContext: another });
    const [first, second, third] = keys();
    expect(first).toMatch(/^agentcore-gateway-[0-9a-f]{64}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('is named only where it executes something', async () => {
    const { event, context } = gatewayEvent('cancel-execution', { execution_id: 'exec-1' });
    await createMcpProxy(proxy.options())(event, context);
    expect(keys()).toEqual([undefined]);
  });
});

it('a request of Bedrock has no name of its own: the server knows it by its session and content', async () => {
  await proxy.ask(deploy);
  expect(proxy.received[0]?.headers).not.toHaveProperty('idempotency-key');
});

it('a request carries the trace of the conversation', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const asked: Asked = { ...follow, parameters: texts({ execution_id: 'exec-1' }) };
  await proxy.ask({ ...asked, sessionAttributes: { sluice_traceparent: traceparent } });
  expect(proxy.received[0]?.headers['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
});
