import { InvokeAgentCommand, type ResponseStream } from '@aws-sdk/client-bedrock-agent-runtime';
import { createVirtualClock } from '@sluice/testkit';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type StreamFault, startLambdaHost } from '../src/index.ts';
import { createFunctionInvoker } from '../src/lambda-host/function-invoker.ts';
import { describeFunctions } from '../src/runtime/functions.ts';
import { invoke, reply, startBedrockWorld } from './bedrock-world.ts';

const question = { agentId: 'ORCHESTRATOR', inputText: 'What is deployed in dev?' };
const MEMORY = {
  environment: 'dev',
  message: '…',
  deployed: [{ pipeline_type: 'bootstrap', status: 'succeeded', parameters: { owner: 'Zoë-名前-🚀' } }],
  under_way: [],
  failed_since: [],
};
const internal = { exception: 'internalServerException', message: 'Broken' } as const;

function world(fault: StreamFault): ReturnType<typeof startBedrockWorld> {
  return startBedrockWorld((event) => reply(event, MEMORY), { faultFor: () => fault });
}

/** What a client makes of it: the answer, whole or not, or the error. */
async function outcomeOf(reading: Promise<{ readonly text: string }>): Promise<string> {
  const { text } = await reading.catch((error: Error) => ({ text: `${error.name}: ${error.message}` }));
  return text;
}

const WHOLE = /^Deployed in dev:\n.*Zoë-名前-🚀$/;
const HALF = /^Deployed in dev:(?!.*🚀)/;

describe.each<[string, StreamFault, RegExp, RegExp]>([
  [
    'is refused with 429',
    { fault: 'refused', exception: 'throttlingException', message: 'Slow down' },
    /^Throttl/,
    /^Throttl/,
  ],
  [
    'is refused with 409',
    { fault: 'refused', exception: 'conflictException', message: 'Busy' },
    /^Conflict/,
    /^Conflict/,
  ],
  [
    'is refused with 424',
    { fault: 'refused', exception: 'dependencyFailedException', message: 'x' },
    /^Depend/,
    /^Depend/,
  ],
  ['begins with an exception', { fault: 'exception', at: 'first', ...internal }, /^Internal/, /^Internal/],
  ['breaks off with an exception', { fault: 'exception', ...internal }, /^Internal/, /^Internal/],
  ['is empty', { fault: 'empty' }, /^$/, /^$/],
  // The reason why the handlers speak HTTP/1.1: over HTTP/2 the SDK takes half an answer for all of it.
  ['is cut', { fault: 'cut' }, /aborted/, HALF],
  ['has a damaged frame', { fault: 'damaged_frame' }, /checksum/i, /checksum/i],
  ['has an event of an unknown kind', { fault: 'unknown_event' }, WHOLE, WHOLE],
  ['comes byte by byte', { fault: 'split_characters' }, WHOLE, WHOLE],
])('an answer that %s', (_, fault, overHttp1, overHttp2) => {
  it('is what the SDK makes of it over HTTP/1.1', async () => {
    const { client } = await world(fault);
    expect(await outcomeOf(invoke(client({ requestHandler: new NodeHttpHandler() }), question))).toMatch(overHttp1);
  });

  it('is what the SDK makes of it over HTTP/2', async () => {
    const { client } = await world(fault);
    expect(await outcomeOf(invoke(client(), question))).toMatch(overHttp2);
  });
});

it.each([
  ['HTTP/1.1', { requestHandler: new NodeHttpHandler() }],
  ['HTTP/2', {}],
])('an answer that stalls gives its first half over %s, and nothing more until the client goes', async (_, config) => {
  const { client } = await world({ fault: 'stall' });
  const gone = new AbortController();
  const command = new InvokeAgentCommand({ ...question, agentAliasId: 'LIVE', sessionId: 'session-1' });
  const { completion } = await client(config).send(command, { abortSignal: gone.signal });
  const events = iteratorOf(completion);
  const first = await events.next();
  expect(Buffer.from(first.value?.chunk?.bytes ?? []).toString('utf8')).toMatch(HALF);
  const rest = Promise.resolve(events.next()).then(
    ({ value }) => value,
    () => undefined,
  );
  gone.abort();
  expect(await rest).toBeUndefined();
});

function iteratorOf(stream: AsyncIterable<ResponseStream> | undefined): AsyncIterator<ResponseStream> {
  if (stream === undefined) throw new Error('There is no stream');
  return stream[Symbol.asyncIterator]();
}

describe('the chat handler', () => {
  /** Asks the bundle in the Lambda host, whose SDK client asks the emulator. */
  async function ask(fault: StreamFault): Promise<{ readonly status: number; readonly body: Record<string, string> }> {
    const { emulator } = await world(fault);
    const [chat] = describeFunctions({
      agentTypes: ['bootstrap'],
      agentsUrl: emulator.url,
      dynamoDbUrl: emulator.url,
      tableName: 'none',
      chatTableName: 'none',
      environments: ['dev'],
      actionGroupsFile: 'none',
      server: { url: emulator.url },
      serverApiKey: 'none',
      connectionsUrl: emulator.url,
    });
    if (chat === undefined) throw new Error('There is no chat handler');
    const agent = { ORCHESTRATOR_AGENT_ID: 'ORCHESTRATOR', ORCHESTRATOR_AGENT_ALIAS_ID: 'LIVE' };
    const host = await startLambdaHost({
      functions: [{ ...chat, timeoutMs: 3000, environmentVariables: { ...chat.environmentVariables, ...agent } }],
      clock: createVirtualClock(),
    });
    const invoker = createFunctionInvoker(host.url, 'test');
    onTestFinished(async () => {
      invoker.close();
      await host.close();
    });
    const { payload, functionError } = await invoker.invoke('chat-handler', {
      version: '2.0',
      rawPath: '/chat',
      headers: {},
      requestContext: { domainName: 'localhost', http: { method: 'POST', path: '/chat' } },
      body: JSON.stringify({ message: question.inputText }),
      isBase64Encoded: false,
    });
    expect(functionError).toBeUndefined();
    const { statusCode, body } = JSON.parse(payload);
    return { status: statusCode, body: JSON.parse(body) };
  }

  const NOT_BEGUN = /Nothing of what was asked was begun/;
  const PERHAPS_BEGUN = /may still be going on/;

  it.each<[string, StreamFault, number, RegExp]>([
    ['is refused with 429', { fault: 'refused', exception: 'throttlingException', message: 'x' }, 503, NOT_BEGUN],
    ['is refused with 409', { fault: 'refused', exception: 'conflictException', message: 'x' }, 503, NOT_BEGUN],
    [
      'is refused with 424',
      { fault: 'refused', exception: 'dependencyFailedException', message: 'x' },
      502,
      PERHAPS_BEGUN,
    ],
    ['is refused with 403', { fault: 'refused', exception: 'accessDeniedException', message: 'x' }, 502, NOT_BEGUN],
    ['begins with an exception', { fault: 'exception', at: 'first', ...internal }, 502, PERHAPS_BEGUN],
    ['breaks off with an exception', { fault: 'exception', ...internal }, 502, PERHAPS_BEGUN],
    ['is empty', { fault: 'empty' }, 502, PERHAPS_BEGUN],
    ['is cut', { fault: 'cut' }, 502, PERHAPS_BEGUN],
    ['stalls', { fault: 'stall' }, 504, PERHAPS_BEGUN],
    ['has a damaged frame', { fault: 'damaged_frame' }, 502, PERHAPS_BEGUN],
  ])('says what is known when the answer %s', async (_, fault, status, detail) => {
    const answer = await ask(fault);
    expect([answer.status, answer.body['detail']]).toEqual([status, expect.stringMatching(detail)]);
    expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|Deployed in/);
  });

  it.each<[string, StreamFault]>([
    ['has an event of an unknown kind', { fault: 'unknown_event' }],
    ['comes byte by byte', { fault: 'split_characters' }],
  ])('passes on all of an answer that %s', async (_, fault) => {
    const { status, body } = await ask(fault);
    expect([status, body['answer']]).toEqual([200, expect.stringMatching(WHOLE)]);
  });
});
