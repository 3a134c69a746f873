import { randomUUID } from 'node:crypto';
import type { Wire } from '@sluice/core';
import { createVirtualClock } from '@sluice/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMcpProxy, type McpProxyOptions } from '../src/index.ts';
import { confirmedGroups } from './support/confirmed-groups.ts';
import { startDynamoDb, type TestDynamoDb } from './support/dynamodb.ts';
import { deadAddress } from './support/http-server.ts';
import { contextFor, opened, recordingLogger } from './support/lambda.ts';
import { type LambdaFault, type LambdaService, startLambdaService } from './support/lambda-service.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';
import { type PipelineFunction, startPipelineFunction } from './support/pipeline-function.ts';
import { type Asked, approve, cancel, deploy, follow, list, running } from './support/proxy-bench.ts';

const SERVER_KEY = 'sk-of-the-proxy-0001';
const clock = createVirtualClock({ mode: 'auto' });
const logger = recordingLogger();

let dynamoDb: TestDynamoDb;
let lambda: LambdaService;
let server: PipelineFunction;
let options: McpProxyOptions;
beforeAll(async () => {
  [dynamoDb, lambda] = await Promise.all([startDynamoDb(), startLambdaService()]);
  const store = await dynamoDb.createStore(randomUUID());
  server = await startPipelineFunction({ store, clock: createVirtualClock(), apiKey: SERVER_KEY });
}, 30_000);
afterAll(async () => {
  await Promise.all([lambda.close(), server.gitLab.close(), dynamoDb.close()]);
});
beforeEach(() => {
  lambda.invocations.length = 0;
  lambda.faults = [];
  lambda.invoke = server.handler;
  logger.lines.length = 0;
  options = {
    serverFunction: { name: 'arn:aws:lambda:eu-west-1:123456789012:function:sluice:live', client: lambda.client },
    apiKey: SERVER_KEY,
    logger,
    clock,
    deadlineMarginMs: 100,
  };
});

async function ask({ method = 'POST', remainingMs = 20_000, ...asked }: Asked): ReturnType<typeof openedReply> {
  return openedReply({ ...options, ...asked.options }, openApiEvent({ method, ...asked }), remainingMs);
}

async function openedReply(
  given: McpProxyOptions,
  event: unknown,
  remainingMs: number,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return opened(await createMcpProxy(given)(event, contextFor(remainingMs)));
}

const bootstrap = (environment: string): Asked => ({ ...deploy, properties: texts({ environment, region: 'eu' }) });

describe('a pipeline server that is a Lambda function', () => {
  it('executes, tells, lists and stops', async () => {
    const started = await ask(bootstrap('dev'));
    expect(started).toMatchObject({ status: 200, body: { status: 'queued', environment: 'dev' } });
    const id = String(started.body['execution_id']);
    const named = texts({ execution_id: id });
    expect(await ask({ ...follow, parameters: named })).toMatchObject({ status: 200, body: { execution_id: id } });
    expect(await ask({ ...list, parameters: texts({ environment: 'dev' }) })).toMatchObject({
      status: 200,
      body: { executions: [{ execution_id: id, pipeline_type: 'bootstrap' }] },
    });
    expect(await ask({ ...cancel, parameters: named })).toMatchObject({ status: 200, body: { execution_id: id } });
    expect(lambda.invocations.map(({ payload }) => payload)).toMatchObject([
      { method: 'POST', path: '/execute', query: {}, headers: { 'x-api-key': SERVER_KEY } },
      { method: 'GET', path: `/executions/${id}`, query: {} },
      { method: 'GET', path: '/executions', query: { environment: 'dev', limit: '5' } },
      { method: 'POST', path: `/executions/${id}/cancel` },
    ]);
    expect(lambda.invocations[0]?.name).toBe('arn:aws:lambda:eu-west-1:123456789012:function:sluice:live');
  });

  it('says what it repeats, and what is wrong', async () => {
    const once = await ask(bootstrap('prod'));
    expect(await ask(bootstrap('prod'))).toMatchObject({
      body: { replayed: true, execution_id: once.body['execution_id'], status: 'awaiting_approval' },
    });
    expect(await ask({ ...deploy, properties: texts({ environment: 'mars' }) })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'environment', allowed: ['dev', 'prod'] }], nothing_started: true },
    });
    expect(await ask({ ...bootstrap('dev'), options: { apiKey: 'sk-another-key-00001' } })).toMatchObject({
      body: { code: 'server_refused_key' },
    });
  });

  it('takes an approval that the user has confirmed, under the rules of the environment', async () => {
    const { body } = await ask({ ...bootstrap('prod'), sessionAttributes: {} });
    const parameters = texts({ execution_id: String(body['execution_id']) });
    const asked: Asked = { ...approve, parameters, options: { actionGroups: confirmedGroups('ENABLED') } };
    expect(await ask({ ...asked, options: {} })).toMatchObject({ status: 403 });
    const approved = await ask(asked);
    expect(approved).toMatchObject({
      status: 200,
      body: { approval: { decision: 'approved', reason: expect.stringMatching(/^Confirmed through Bedrock/) } },
    });
    expect(await ask({ ...approve, path: '/executions/{execution_id}/deny', parameters })).toMatchObject({
      status: 409,
      body: { code: 'approval_not_pending' },
    });
  });

  it('may know whoever invokes it, without a key', async () => {
    lambda.invoke = async () => ({ status: 200, headers: {}, body: running });
    expect(await ask({ ...follow, options: { apiKey: undefined } })).toMatchObject({ status: 200 });
    expect(lambda.invocations[0]?.payload).not.toHaveProperty('headers.x-api-key');
  });
});

const failed = (type: string): LambdaFault => ({
  status: 200,
  headers: { 'x-amz-function-error': 'Unhandled' },
  body: JSON.stringify({ errorType: type, errorMessage: 'Task timed out after 3.00 seconds on 10.0.0.7' }),
});
const refused = (status: number, type: string, headers: Record<string, string> = {}): LambdaFault => ({
  status,
  headers: { 'x-amzn-errortype': type, ...headers },
  body: JSON.stringify({ Type: 'User', Message: `no: ${type}` }),
});

describe('a function that does not answer as it should', () => {
  it.each<[string, LambdaFault | 'cut']>([
    ['it failed', failed('Error')],
    ['it ran out of time', failed('Sandbox.Timedout')],
    ['Lambda failed', refused(500, 'ServiceException')],
    ['the connection ended', 'cut'],
  ])('leaves it open whether a pipeline was started, and is not asked twice: %s', async (_, fault) => {
    lambda.faults = [fault];
    const reply = await ask(bootstrap('dev'));
    expect(reply).toMatchObject({ status: 504, body: { code: 'outcome_unknown' } });
    expect(reply.body).not.toHaveProperty('nothing_started');
    expect(lambda.invocations).toHaveLength(1);
    expect(JSON.stringify([reply, logger.lines])).not.toContain('10.0.0.7');
  });

  it('leaves it open when it takes too long', async () => {
    lambda.invoke = () => new Promise(() => {});
    expect(await ask({ ...bootstrap('dev'), options: { timeoutMs: 200 } })).toMatchObject({ status: 504 });
    expect(lambda.invocations).toHaveLength(1);
  });

  it.each<[string, LambdaFault]>([
    ['it does not exist', refused(404, 'ResourceNotFoundException')],
    ['the proxy may not invoke it', refused(403, 'AccessDeniedException')],
    ['it is being created', refused(409, 'ResourceConflictException')],
  ])('has started nothing when %s', async (_, fault) => {
    lambda.faults = [fault];
    const reply = await ask(bootstrap('dev'));
    expect(reply).toMatchObject({ status: 503, body: { code: 'server_unreachable', nothing_started: true } });
    expect(lambda.invocations).toHaveLength(1);
  });

  it('has started nothing when nothing listens', async () => {
    const client = { ...lambda.client, endpoint: await deadAddress() };
    const serverFunction = { name: 'sluice', client };
    expect(await ask({ ...bootstrap('dev'), options: { serverFunction } })).toMatchObject({
      status: 503,
      body: { nothing_started: true },
    });
  });

  it('is invoked once more when it is too busy, after the time that Lambda says', async () => {
    lambda.faults = [refused(429, 'TooManyRequestsException', { 'retry-after': '3' })];
    lambda.invoke = async () => ({ status: 202, headers: { 'idempotency-replayed': 'true' }, body: running });
    const before = clock.now();
    expect(await ask(bootstrap('dev'))).toMatchObject({ status: 200, body: { replayed: true } });
    expect(clock.now() - before).toBe(3000);
  });

  it('has started nothing when it stays too busy, and says when to ask again', async () => {
    const busy = refused(429, 'TooManyRequestsException');
    lambda.faults = [busy, busy];
    const { status, body } = await ask(bootstrap('dev'));
    expect({ status, body }).toMatchObject({ status: 429, body: { code: 'rate_limited', nothing_started: true } });
    expect(body['message']).toContain('nothing was started. Ask again in a second');
    expect(lambda.invocations).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'hello'],
    ['an answer for API Gateway', { statusCode: 200, headers: {}, body: '{}' }],
    ['an execution alone', running satisfies Wire['Execution']],
  ])('is another function than the pipeline server: it answers %s', async (_, answer) => {
    lambda.invoke = async () => answer;
    expect(await ask(bootstrap('dev'))).toMatchObject({ status: 502, body: { code: 'invalid_answer' } });
  });
});

it.each([{}, { serverUrl: 'http://127.0.0.1:1', serverFunction: { name: 'sluice' } }])(
  'one of a URL and a function is needed: %j',
  async (server) => {
    const handler = createMcpProxy({ apiKey: SERVER_KEY, logger, ...server });
    const { status, body } = opened(await handler(openApiEvent({ path: '/x', method: 'GET' }), contextFor(1000)));
    expect({ status, body }).toMatchObject({ status: 500, body: { code: 'invalid_configuration' } });
  },
);
