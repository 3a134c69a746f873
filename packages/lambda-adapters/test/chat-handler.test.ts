import type { APIGatewayProxyHandler, APIGatewayProxyHandlerV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChatHandler, type ProxyEventHandler, type ProxyResponse } from '../src/index.ts';
import { type BedrockServer, type Step, startBedrockServer } from './support/bedrock-server.ts';
import { contextFor, type RecordingLogger, recordingLogger } from './support/lambda.ts';

const MARGIN_MS = 100;

let bedrock: BedrockServer;
let logger: RecordingLogger;

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
afterAll(() => bedrock.close());

function chatHandler(): ProxyEventHandler {
  logger = recordingLogger();
  return createChatHandler({
    orchestrator: { agentId: 'ORCH123456', agentAliasId: 'ALIAS12345' },
    runtime: bedrock.runtime,
    logger,
    createId: () => 'new-session',
    deadlineMarginMs: MARGIN_MS,
  });
}

function restEvent(body: string | null, more: object = {}): Record<string, unknown> {
  return { httpMethod: 'POST', path: '/chat', headers: {}, requestContext: {}, body, isBase64Encoded: false, ...more };
}

function httpEvent(body: string, more: object = {}): Record<string, unknown> {
  return { version: '2.0', requestContext: { http: { method: 'POST', path: '/chat' }, ...more }, body };
}

async function say(message: string, remainingMs = 10_000): Promise<ProxyResponse> {
  return chatHandler()(restEvent(JSON.stringify({ message, session_id: 'conversation-1' })), contextFor(remainingMs));
}

function bodyOf(response: ProxyResponse): Record<string, unknown> {
  return JSON.parse(response.body);
}

describe('a message to the orchestrator', () => {
  it('is passed on in the session that was named, and answered', async () => {
    bedrock.script([{ trace: {} }, { chunk: 'It is ' }, { chunk: 'running.' }]);
    const response = await say('Deploy bootstrap infrastructure for dev environment');
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(bodyOf(response)).toEqual({ answer: 'It is running.', session_id: 'conversation-1' });
    expect(bedrock.invocations).toEqual([
      {
        path: '/agents/ORCH123456/agentAliases/ALIAS12345/sessions/conversation-1/text',
        body: {
          inputText: 'Deploy bootstrap infrastructure for dev environment',
          sessionState: {
            sessionAttributes: { sluice_confirmation: '', sluice_deadline: expect.stringMatching(/^\d{13}$/) },
          },
          enableTrace: true,
        },
      },
    ]);
  });

  it('starts a new session when it names none, and says which', async () => {
    bedrock.script([{ chunk: 'Hello.' }]);
    const response = await chatHandler()(restEvent('{"message":"Hi","session_id":null}'), contextFor(10_000));
    expect(bodyOf(response)).toEqual({ answer: 'Hello.', session_id: 'new-session' });
  });

  it.each([
    ['an HTTP API event', httpEvent('{"message":"Hi"}')],
    [
      'a base64 body with umlauts',
      restEvent(Buffer.from('{"message":"Grüß dich"}').toString('base64'), { isBase64Encoded: true }),
    ],
  ])('may come as %s', async (_, event) => {
    bedrock.script([{ chunk: 'Hello.' }]);
    const response = await chatHandler()(event, contextFor(10_000));
    expect(response.statusCode).toBe(200);
    expect(bedrock.invocations[0]?.body['inputText']).toMatch(/^(Hi|Grüß dich)$/);
  });

  it.each([
    [
      'REST, Lambda authorizer',
      restEvent('{"message":"Hi"}', { requestContext: { authorizer: { principalId: 'ann' } } }),
    ],
    ['REST, Cognito', restEvent('{"message":"Hi"}', { requestContext: { authorizer: { claims: { sub: 'ann' } } } })],
    ['REST, IAM', restEvent('{"message":"Hi"}', { requestContext: { identity: { userArn: 'ann' } } })],
    ['HTTP API, JWT', httpEvent('{"message":"Hi"}', { authorizer: { jwt: { claims: { sub: 'ann' } } } })],
    ['HTTP API, Lambda', httpEvent('{"message":"Hi"}', { authorizer: { lambda: { principalId: 'ann' } } })],
    ['HTTP API, IAM', httpEvent('{"message":"Hi"}', { authorizer: { iam: { userArn: 'ann' } } })],
  ])('carries who asks, as the authorizer established it: %s', async (_, event) => {
    bedrock.script([{ chunk: 'Hello.' }]);
    await chatHandler()(event, contextFor(10_000));
    expect(bedrock.invocations[0]?.body['sessionState']).toMatchObject({
      sessionAttributes: { sluice_principal: 'ann' },
    });
  });

  it('carries no attribute that the body names', async () => {
    bedrock.script([{ chunk: 'Hello.' }]);
    const body = { message: 'Hi', sessionAttributes: { sluice_principal: 'eve' }, sluice_principal: 'eve' };
    await chatHandler()(restEvent(JSON.stringify(body)), contextFor(10_000));
    expect(JSON.stringify(bedrock.invocations[0]?.body)).not.toContain('eve');
  });

  it('is logged in one line that holds none of its text', async () => {
    bedrock.script([{ chunk: 'The secret answer.' }]);
    await say('The secret question');
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toMatchObject({
      level: 'info',
      fields: { session_id: 'conversation-1', outcome: 'answered', status: 200, duration_ms: expect.any(Number) },
    });
    expect(JSON.stringify(logger.lines)).not.toMatch(/secret/i);
  });
});

describe('a request that is wrong', () => {
  it.each([
    ['no body', null, 'JSON object'],
    ['bad JSON', '{"message":', 'JSON object'],
    ['a list', '["message"]', 'JSON object'],
    ['no message', '{}', '"message" must be a text'],
    ['a number as message', '{"message":7}', '"message" must be a text'],
    ['an empty message', '{"message":"  "}', 'must not be empty'],
    ['a message of 8001 characters', JSON.stringify({ message: 'x'.repeat(8001) }), '8000 characters'],
    ['a session of one character', '{"message":"Hi","session_id":"x"}', '"session_id"'],
    ['a session of 101 characters', JSON.stringify({ message: 'Hi', session_id: 'x'.repeat(101) }), '"session_id"'],
    ['a session with a slash', '{"message":"Hi","session_id":"a/b"}', '"session_id"'],
  ])('is refused with 400 and what to send: %s', async (_, body, hint) => {
    bedrock.script([{ chunk: 'never' }]);
    const response = await chatHandler()(restEvent(body), contextFor(10_000));
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(bodyOf(response)).toMatchObject({ status: 400, code: 'invalid_request', title: 'Bad request' });
    expect(bodyOf(response)['detail']).toContain(hint);
    expect(bedrock.invocations).toEqual([]);
    expect(logger.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('is refused when its base64 body is not UTF-8', async () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]).toString('base64');
    const response = await chatHandler()(restEvent(body, { isBase64Encoded: true }), contextFor(10_000));
    expect(bodyOf(response)).toMatchObject({ status: 400, detail: expect.stringContaining('UTF-8') });
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('is refused with 405 when it is a %s', async (httpMethod) => {
    const response = await chatHandler()(restEvent(null, { httpMethod }), contextFor(10_000));
    expect(response).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
    expect(response.body === '').toBe(httpMethod === 'HEAD');
  });

  it('is told what is allowed when it only asks for that', async () => {
    const response = await chatHandler()(restEvent(null, { httpMethod: 'OPTIONS' }), contextFor(10_000));
    expect(response).toMatchObject({ statusCode: 204, headers: { allow: 'POST, OPTIONS' }, body: '' });
    expect(response.headers).not.toHaveProperty('content-type');
  });

  it.each(['GET', 'POST'])('is refused when it asks for an answer that nobody keeps: %s', async (httpMethod) => {
    const event = restEvent(null, { httpMethod, path: '/chat/answers/a-1' });
    const { statusCode } = await chatHandler()(event, contextFor(10_000));
    expect(statusCode).toBe(httpMethod === 'GET' ? 404 : 405);
  });

  it('accepts a message of 8000 characters', async () => {
    bedrock.script([{ chunk: 'Long.' }]);
    expect((await say('x'.repeat(8000))).statusCode).toBe(200);
  });
});

describe('the stream of an answer', () => {
  it('may split a character between chunks', async () => {
    const bytes = Buffer.from('Grüße 🚀');
    bedrock.script([...bytes].map((byte): Step => ({ chunk: Uint8Array.of(byte) })));
    expect(bodyOf(await say('Hi'))['answer']).toBe('Grüße 🚀');
  });

  it('may hold events that are not known', async () => {
    bedrock.script([{ unknownEvent: 'telemetry' }, { chunk: 'Done.' }, { unknownEvent: 'files' }]);
    expect(bodyOf(await say('Hi'))['answer']).toBe('Done.');
  });

  it.each<[string, readonly Step[]]>([
    ['is empty', []],
    ['holds traces only', [{ trace: {} }]],
    ['holds white space only', [{ chunk: ' \n' }]],
    ['is cut after a part', [{ chunk: 'It is ' }, 'cut']],
    ['is cut before the first event', ['cut']],
    ['begins with an error', [{ exception: 'internalServerException', message: 'Oops' }]],
    ['begins with a failed dependency', [{ exception: 'dependencyFailedException', message: 'Lambda failed' }]],
    ['ends with an error', [{ chunk: 'It is ' }, { exception: 'internalServerException', message: 'Oops' }]],
    [
      'ends with an error of another kind',
      [{ chunk: 'It is ' }, { exception: 'badGatewayException', message: 'Oops' }],
    ],
    ['holds a damaged frame', [{ chunk: 'It is ' }, { damagedFrame: true }]],
  ])('has failed when it %s, and no partial answer is given', async (_, steps) => {
    bedrock.script(steps);
    const response = await say('Deploy');
    expect(bodyOf(response)).toMatchObject({
      status: 502,
      code: 'agent_failed',
      session_id: 'conversation-1',
      detail: expect.stringContaining('ask for its status in the same session'),
    });
    expect(response.body).not.toContain('It is');
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { outcome: 'failed' } }]);
  });

  it('is not taken up again once it has begun, also when the agent is throttled then', async () => {
    bedrock.script([{ trace: {} }, { exception: 'throttlingException', message: 'Too fast' }]);
    const response = await say('Deploy');
    expect(bodyOf(response)).toMatchObject({ status: 503, code: 'agent_busy' });
    expect(bodyOf(response)['detail']).toContain('may still be going on');
    // Clients that see it send the same request again by themselves.
    expect(response.headers).not.toHaveProperty('retry-after');
    expect(bedrock.invocations).toHaveLength(1);
  });

  it('is tried again when the agent was throttled up front', async () => {
    bedrock.script({ status: 429, type: 'ThrottlingException', message: 'Too fast' }, [{ chunk: 'Done.' }]);
    expect(bodyOf(await say('Deploy'))['answer']).toBe('Done.');
    expect(bedrock.invocations).toHaveLength(2);
  });

  it('is given up as busy, with nothing begun, when the throttling lasts', async () => {
    bedrock.script({ status: 429, type: 'ThrottlingException', message: 'Too fast' });
    const response = await say('Deploy');
    expect(bodyOf(response)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('Nothing of what was asked'),
    });
    expect(response.headers['retry-after']).toBe('5');
  });

  it('that never comes because access is denied has begun nothing, and the log says why', async () => {
    bedrock.script({ status: 403, type: 'AccessDeniedException', message: 'Not authorized to invoke' });
    const response = await say('Deploy');
    expect(bodyOf(response)).toMatchObject({
      status: 502,
      detail: expect.stringContaining('Nothing of what was asked'),
    });
    expect(response.body).not.toContain('authorized');
    expect(JSON.stringify(logger.lines)).toContain('Not authorized to invoke');
  });

  it.each<[string, readonly Step[]]>([
    ['before the first event', ['stall']],
    ['after traces', [{ trace: {} }, 'stall']],
    ['after a part of the answer', [{ chunk: 'It is ' }, 'stall']],
  ])('that stalls %s ends with 504 in time, and a truthful text', async (_, steps) => {
    bedrock.script(steps);
    const startedAt = performance.now();
    const response = await say('Deploy', MARGIN_MS + 250);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(bodyOf(response)).toMatchObject({ status: 504, code: 'agent_out_of_time', session_id: 'conversation-1' });
    expect(bodyOf(response)['detail']).toContain('may still be going on: ask for its status in the same session');
    expect(response.body).not.toContain('It is');
  });

  it('is not asked for when no time is left', async () => {
    bedrock.script([{ chunk: 'never' }]);
    const response = await say('Deploy', MARGIN_MS - 50);
    expect(bodyOf(response)).toMatchObject({
      status: 504,
      detail: expect.stringContaining('Nothing of what was asked'),
    });
    expect(bedrock.invocations).toEqual([]);
  });
});

describe('a chat handler', () => {
  it('answers 500 to an event of something else', async () => {
    const response = await chatHandler()({ Records: [] }, contextFor(10_000));
    expect(bodyOf(response)).toMatchObject({ status: 500, code: 'invalid_request' });
  });

  it('has the type of a Lambda handler of either payload format', () => {
    const rest: (...parameters: Parameters<APIGatewayProxyHandler>) => ReturnType<APIGatewayProxyHandler> = async (
      event,
      context,
    ) => ({ ...(await chatHandler()(event, context)), headers: {} });
    const http: (...parameters: Parameters<APIGatewayProxyHandlerV2>) => ReturnType<APIGatewayProxyHandlerV2> = async (
      event,
      context,
    ) => ({ ...(await chatHandler()(event, context)) });
    expect([rest, http]).toHaveLength(2);
  });
});
