import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChatHandler, createWebSocketChatHandler, type WebSocketChatHandlerOptions } from '../src/index.ts';
import { type Answer, type BedrockServer, startBedrockServer } from './support/bedrock-server.ts';
import { bodyOf, chatOptions, confirmationStep, lastInvocation, restEvent } from './support/chat-bench.ts';
import { type ConnectionsServer, startConnectionsServer } from './support/connections-server.ts';
import { contextFor, type RecordingLogger } from './support/lambda.ts';

let bedrock: BedrockServer;
let connections: ConnectionsServer;
let logger: RecordingLogger;

beforeAll(async () => {
  [bedrock, connections] = await Promise.all([startBedrockServer(), startConnectionsServer()]);
});
beforeEach(() => {
  connections.messages.length = 0;
  connections.closedFrom = undefined;
  bedrock.script([{ chunk: 'Hello.' }]);
});
afterAll(() => Promise.all([bedrock.close(), connections.close()]));

function webSocketEvent(eventType: string, body?: unknown, more: object = {}): object {
  return {
    requestContext: {
      routeKey: eventType === 'MESSAGE' ? '$default' : `$${eventType.toLowerCase()}`,
      eventType,
      connectionId: 'L0SM9cOFvHcCIhw=',
      domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
      stage: 'prod',
      ...more,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

async function receive(
  event: unknown,
  more: Partial<WebSocketChatHandlerOptions> = {},
  remainingMs = 10_000,
): Promise<{ readonly statusCode: number }> {
  const options = chatOptions(bedrock, more);
  logger = options.logger;
  return createWebSocketChatHandler({ connections: connections.client, ...options })(event, contextFor(remainingMs));
}

function messages(): Record<string, unknown>[] {
  return connections.messages.map(({ text }) => JSON.parse(text));
}

const MESSAGE = { message: 'Deploy', session_id: 'conversation-1' };

describe('a WebSocket', () => {
  it.each(['CONNECT', 'DISCONNECT'])('may be opened and closed, which asks no agent: %s', async (eventType) => {
    expect(await receive(webSocketEvent(eventType))).toEqual({ statusCode: 200 });
    expect(connections.messages).toEqual([]);
    expect(bedrock.invocations).toEqual([]);
  });

  it('gets what happens as it does, each message with the conversation that it belongs to', async () => {
    bedrock.script([
      { trace: { trace: { orchestrationTrace: { modelInvocationInput: {} } } } },
      { chunk: 'It is ' },
      { chunk: 'running.' },
    ]);
    expect(await receive(webSocketEvent('MESSAGE', MESSAGE))).toEqual({ statusCode: 200 });
    const session_id = 'conversation-1';
    const all = messages();
    expect(all.filter(({ type }) => type !== 'answer')).toEqual([
      { type: 'session', session_id },
      { type: 'progress', session_id, kind: 'thinking' },
      { type: 'done', session_id, answer: 'It is running.' },
    ]);
    expect(all.flatMap(({ type, text }) => (type === 'answer' ? [text] : [])).join('')).toBe('It is running.');
    expect(new Set(connections.messages.map(({ connectionId }) => connectionId))).toEqual(
      new Set(['L0SM9cOFvHcCIhw=']),
    );
    expect(bedrock.invocations[0]?.body['streamingConfigurations']).toEqual({ streamFinalResponse: true });
  });

  it('has a conversation of its own that goes on, unless a message names another', async () => {
    await receive(webSocketEvent('MESSAGE', { message: 'Hi' }));
    const first = lastInvocation(bedrock).session;
    await receive(webSocketEvent('MESSAGE', { message: 'Hi again' }));
    expect(lastInvocation(bedrock).session).toBe(first);
    await receive(webSocketEvent('MESSAGE', { message: 'Hi' }, { connectionId: 'other=' }));
    expect(lastInvocation(bedrock).session).not.toBe(first);
    await receive(webSocketEvent('MESSAGE', MESSAGE));
    expect(lastInvocation(bedrock).session).toBe('conversation-1');
  });

  it.each([
    ['a Lambda authorizer', { authorizer: { principalId: 'ann', integrationLatency: 7 } }],
    ['IAM', { identity: { userArn: 'ann', sourceIp: '127.0.0.1' } }],
  ])('knows who asks from %s, and binds the conversation to it', async (_, context) => {
    await receive(webSocketEvent('MESSAGE', MESSAGE, context));
    const { session, attributes } = lastInvocation(bedrock);
    expect(attributes['sluice_principal']).toBe('ann');
    expect(session).toMatch(/^principal-[0-9a-f]{40}$/);
    expect(messages()[0]).toEqual({ type: 'session', session_id: 'conversation-1' });
  });

  it('gives a principal one conversation where the team wants that, over all connections', async () => {
    const options = { sessionPerPrincipal: true };
    const ann = { authorizer: { principalId: 'ann' } };
    await receive(webSocketEvent('MESSAGE', { message: 'Hi' }, ann), options);
    const first = lastInvocation(bedrock).session;
    await receive(webSocketEvent('MESSAGE', { message: 'Hi' }, { ...ann, connectionId: 'other=' }), options);
    expect(lastInvocation(bedrock).session).toBe(first);
  });

  it('asks for a confirmation and takes the answer', async () => {
    bedrock.script([confirmationStep('i-1')], [{ chunk: 'Approved.' }]);
    await receive(webSocketEvent('MESSAGE', MESSAGE));
    expect(messages().map(({ type }) => type)).toEqual(['session', 'confirmation', 'done']);
    const results = [
      { action_group: 'executions', operation: 'POST /executions/{execution_id}/approve', confirmed: true },
    ];
    await receive(
      webSocketEvent('MESSAGE', { session_id: 'conversation-1', confirmation: { invocation_id: 'i-1', results } }),
    );
    expect(messages().at(-1)).toMatchObject({ type: 'done', answer: 'Approved.' });
    expect(bedrock.invocations[1]?.body['sessionState']).toMatchObject({ invocationId: 'i-1' });
  });

  it.each([
    ['no JSON', 'Hi'],
    ['no message', {}],
    ['a session that is none', { message: 'Hi', session_id: '/' }],
  ])('is told what is wrong with a message: %s', async (_, body) => {
    expect(await receive(webSocketEvent('MESSAGE', body))).toEqual({ statusCode: 200 });
    expect(messages()).toMatchObject([{ type: 'error', status: 400, code: 'invalid_request' }]);
    expect(bedrock.invocations).toEqual([]);
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { outcome: 'invalid_request' } }]);
  });

  it.each<[string, Answer, number?]>([
    ['an empty stream', []],
    ['a stream that is cut', [{ chunk: 'It is ' }, 'cut']],
    ['a late error', [{ chunk: 'It is ' }, { exception: 'internalServerException', message: 'Oops' }]],
    ['throttling', { status: 429, type: 'ThrottlingException', message: 'Too fast' }],
    ['a stall', [{ trace: {} }, 'stall'], 600],
  ])('gets the same problem as the answer in one piece: %s', async (_, answer, remainingMs = 10_000) => {
    bedrock.script(answer);
    await receive(webSocketEvent('MESSAGE', MESSAGE), {}, remainingMs);
    bedrock.script(answer);
    const whole = await createChatHandler(chatOptions(bedrock))(restEvent(MESSAGE), contextFor(remainingMs));
    expect(messages().at(-1)).toEqual({ type: 'error', ...bodyOf(whole) });
  });

  it('gets no message that is too long for it: a long answer comes in pieces, and the end says what it left out', async () => {
    const answer = 'Grüße "🚀" '.repeat(8000);
    bedrock.script([{ chunk: answer }]);
    await receive(webSocketEvent('MESSAGE', MESSAGE));
    for (const { text } of connections.messages) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(32 * 1024);
    const all = messages();
    expect(all.flatMap(({ type, text }) => (type === 'answer' ? [text] : [])).join('')).toBe(answer);
    expect(all.at(-1)).toMatchObject({ type: 'done', shortened: expect.stringContaining('the end of answer') });
  });

  it('gets no confirmation that it could not show whole', async () => {
    bedrock.script([{ returnControl: { ...longConfirmation() } }]);
    await receive(webSocketEvent('MESSAGE', MESSAGE));
    expect(messages().find(({ type }) => type === 'confirmation')).toEqual({
      type: 'confirmation',
      session_id: 'conversation-1',
      shortened: expect.stringContaining('too long'),
    });
  });
});

describe('a WebSocket that is closed meanwhile', () => {
  it('is told nothing more, which is no error, and the agent goes on to the end', async () => {
    bedrock.script([{ chunk: 'It is ' }, { trace: {} }, { chunk: 'running.' }]);
    connections.closedFrom = { count: 1, status: 410, type: 'GoneException' };
    expect(await receive(webSocketEvent('MESSAGE', MESSAGE))).toEqual({ statusCode: 200 });
    expect(messages()).toEqual([{ type: 'session', session_id: 'conversation-1' }]);
    expect(logger.lines.map(({ level }) => level)).toEqual(['info', 'info']);
    expect(logger.lines.map(({ fields }) => fields['outcome'])).toContain('answered');
  });

  it('is a warning in the log where API Gateway refuses, without what it says', async () => {
    connections.closedFrom = { count: 0, status: 403, type: 'ForbiddenException' };
    expect(await receive(webSocketEvent('MESSAGE', MESSAGE))).toEqual({ statusCode: 200 });
    expect(logger.lines.map(({ level }) => level)).toContain('warn');
    expect(JSON.stringify(logger.lines)).toContain('ForbiddenException');
    expect(JSON.stringify(logger.lines)).not.toContain('host-1');
  });
});

describe('the handler of a WebSocket', () => {
  it.each([
    ['an event of something else', { Records: [] }],
    ['an event of a REST API', restEvent(MESSAGE)],
  ])('refuses %s', async (_, event) => {
    expect(await receive(event)).toEqual({ statusCode: 500 });
    expect(bedrock.invocations).toEqual([]);
  });

  it('fails where it is not configured', async () => {
    const handler = createWebSocketChatHandler(() => {
      throw new Error('No options');
    });
    expect(await handler(webSocketEvent('MESSAGE', MESSAGE), contextFor(10_000))).toEqual({ statusCode: 500 });
  });
});

function longConfirmation(): object {
  const value = 'x'.repeat(40_000);
  const input = { actionGroup: 'g', function: 'f', actionInvocationType: 'USER_CONFIRMATION' };
  const parameters = [{ name: 'text', type: 'string', value }];
  return { invocationId: 'i-1', invocationInputs: [{ functionInvocationInput: { ...input, parameters } }] };
}
