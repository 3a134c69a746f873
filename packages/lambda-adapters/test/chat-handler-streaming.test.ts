import { setImmediate } from 'node:timers/promises';
import { createVirtualClock } from '@sluice/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AgentRuntime,
  type ChatHandlerOptions,
  createChatHandler,
  createStreamingChatHandler,
} from '../src/index.ts';
import { type Answer, type BedrockServer, type Step, startBedrockServer } from './support/bedrock-server.ts';
import { bodyOf, chatOptions, confirmationStep, lastInvocation, restEvent } from './support/chat-bench.ts';
import { contextFor, type RecordingLogger } from './support/lambda.ts';
import {
  allEvents,
  awslambda,
  type ReceivedEvent,
  readEvents,
  restApiEvent,
  type StreamingDoor,
  startStreamingDoor,
} from './support/streaming-door.ts';

let bedrock: BedrockServer;
let door: StreamingDoor;
let logger: RecordingLogger;

beforeAll(async () => {
  bedrock = await startBedrockServer();
});
beforeEach(() => {
  Reflect.set(globalThis, 'awslambda', awslambda);
});
afterEach(async () => {
  await door.settled();
  await door.close();
  Reflect.deleteProperty(globalThis, 'awslambda');
});
afterAll(() => bedrock.close());

async function open(options: Partial<ChatHandlerOptions> = {}, remainingMs = 10_000): Promise<void> {
  const given = chatOptions(bedrock, options);
  logger = given.logger;
  door = await startStreamingDoor(createStreamingChatHandler(given), () => contextFor(remainingMs));
}

function post(body: object, init: RequestInit = {}): Promise<Response> {
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
  return fetch(`${door.url}/chat`, { method: 'POST', headers, body: JSON.stringify(body), ...init });
}

const MESSAGE = { message: 'Deploy', session_id: 'conversation-1' };
const THINKING: Step = {
  trace: { trace: { orchestrationTrace: { modelInvocationInput: { type: 'ORCHESTRATION' } } } },
};
const CALLING: Step = {
  trace: {
    trace: {
      orchestrationTrace: {
        invocationInput: {
          actionGroupInvocationInput: {
            actionGroupName: 'bootstrap',
            verb: 'post',
            apiPath: '/pipelines/bootstrap/executions',
          },
        },
      },
    },
  },
};

describe('a stream of server-sent events', () => {
  it('tells the conversation, the steps, the answer as it is written, and at the end all of it', async () => {
    await open();
    bedrock.script([THINKING, CALLING, { chunk: 'It is ' }, { untilInvocations: 1 }, { chunk: 'running.' }]);
    const response = await post(MESSAGE);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('no-store');
    const events = await allEvents(response);
    const types = events.map(({ type }) => type);
    expect([types[0], types.at(-1)]).toEqual(['session', 'done']);
    expect(events.filter(({ type }) => type !== 'answer')).toEqual([
      { type: 'session', data: { session_id: 'conversation-1' } },
      { type: 'progress', data: { kind: 'thinking' } },
      {
        type: 'progress',
        data: { kind: 'calling', tool: 'bootstrap', operation: 'POST /pipelines/bootstrap/executions' },
      },
      { type: 'done', data: { answer: 'It is running.', session_id: 'conversation-1' } },
    ]);
    expect(textOf(events)).toBe('It is running.');
    expect(bedrock.invocations[0]?.body['streamingConfigurations']).toEqual({ streamFinalResponse: true });
  });

  it('begins before the agent has said anything', async () => {
    await open();
    bedrock.script([{ untilInvocations: 2 }, { chunk: 'Done.' }]);
    const events = readEvents(await post(MESSAGE));
    expect((await events.next()).value).toMatchObject({ type: 'session' });
    await allEvents(await post({ ...MESSAGE, session_id: 'conversation-2' }));
    const rest: ReceivedEvent[] = [];
    for await (const event of events) rest.push(event);
    expect(rest.at(-1)).toMatchObject({ type: 'done', data: { answer: 'Done.' } });
  });

  it('keeps characters whole that the agent split', async () => {
    await open();
    bedrock.script([...Buffer.from('Grüße 🚀')].map((byte): Step => ({ chunk: Uint8Array.of(byte) })));
    const events = await allEvents(await post(MESSAGE));
    expect(textOf(events)).toBe('Grüße 🚀');
    expect(events.at(-1)?.data['answer']).toBe('Grüße 🚀');
  });

  it('asks for a confirmation before it ends', async () => {
    await open();
    bedrock.script([{ chunk: 'Shall I?' }, confirmationStep('i-1')]);
    const events = await allEvents(await post(MESSAGE));
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['confirmation', 'done']);
    expect(events.at(-1)?.data['confirmation']).toEqual(events.at(-2)?.data);
    expect(events.at(-2)?.data).toMatchObject({ invocation_id: 'i-1' });
  });

  it('is kept open by a comment every ten seconds, from the start on and no longer than it lasts', async () => {
    const clock = createVirtualClock();
    await open({ clock });
    bedrock.script([{ untilInvocations: 2 }, { chunk: 'Done.' }]);
    const events = readEvents(await post(MESSAGE));
    expect((await events.next()).value).toMatchObject({ type: 'session' });
    for (let beat = 0; beat < 3; beat += 1) {
      await clock.advance(10_000);
      expect((await events.next()).value).toEqual({ type: 'comment', data: { text: 'heartbeat' } });
    }
    const other = await allEvents(await post({ ...MESSAGE, session_id: 'conversation-2' }));
    expect(other.map(({ type }) => type)).not.toContain('comment');
    const rest: ReceivedEvent[] = [];
    for await (const event of events) rest.push(event);
    expect(rest.at(-1)?.type).toBe('done');
    await door.settled();
    await clock.advance(60_000);
  });

  it('sets the cookie of the conversation where the team wants it', async () => {
    await open({ sessionCookie: true });
    bedrock.script([{ chunk: 'Hello.' }]);
    const response = await post({ message: 'Hi' });
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^sluice_session=new-session;.*HttpOnly/)]);
    await allEvents(response);
  });

  it('comes from a REST API too, whatever the case of its headers', async () => {
    const options = chatOptions(bedrock, { sessionCookie: true });
    door = await startStreamingDoor(createStreamingChatHandler(options), () => contextFor(10_000), restApiEvent);
    bedrock.script([{ chunk: 'Hello.' }]);
    const response = await post({ message: 'Grüß dich' });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.getSetCookie()).toHaveLength(1);
    expect((await allEvents(response)).at(-1)).toMatchObject({ type: 'done', data: { answer: 'Hello.' } });
    expect(bedrock.invocations[0]?.body['inputText']).toBe('Grüß dich');
    expect(lastInvocation(bedrock).attributes['sluice_principal']).toBe('ann');
  });

  it('is logged as one invocation', async () => {
    await open();
    bedrock.script([{ chunk: 'The secret answer.' }]);
    await allEvents(await post(MESSAGE));
    await door.settled();
    expect(logger.lines).toMatchObject([{ level: 'info', fields: { outcome: 'answered', status: 200 } }]);
    expect(JSON.stringify(logger.lines)).not.toMatch(/secret/);
  });
});

describe('a stream that goes wrong', () => {
  it.each<[string, Answer, number?]>([
    ['is empty', []],
    ['holds traces only', [{ trace: {} }]],
    ['is cut after a part', [{ chunk: 'It is ' }, 'cut']],
    ['is cut before the first event', ['cut']],
    ['is broken within a frame', [{ chunk: 'It is ' }, { cutFrame: true }]],
    ['holds a damaged frame', [{ chunk: 'It is ' }, { damagedFrame: true }]],
    ['ends with an error', [{ chunk: 'It is ' }, { exception: 'internalServerException', message: 'Oops at host-1' }]],
    ['ends with an error that has no model', [{ chunk: 'It is ' }, { errorCode: 'Odd', message: 'Oops' }]],
    ['begins with an error', [{ exception: 'dependencyFailedException', message: 'Lambda failed' }]],
    ['is throttled after it began', [{ trace: {} }, { exception: 'throttlingException', message: 'Too fast' }]],
    ['is throttled for good', { status: 429, type: 'ThrottlingException', message: 'Too fast' }],
    ['is in use', { status: 409, type: 'ConflictException', message: 'In use' }],
    ['is denied', { status: 403, type: 'AccessDeniedException', message: 'Not authorized' }],
    ['stalls', [{ chunk: 'It is ' }, 'stall'], 700],
  ])('ends with the same problem as the answer in one piece: %s', async (_, answer, remainingMs = 10_000) => {
    await open({}, remainingMs);
    bedrock.script(answer);
    const events = await allEvents(await post(MESSAGE));
    bedrock.script(answer);
    const whole = await createChatHandler(chatOptions(bedrock))(restEvent(MESSAGE), contextFor(remainingMs));
    expect(whole.statusCode).toBeGreaterThanOrEqual(500);
    expect(events.at(-1)).toEqual({ type: 'error', data: bodyOf(whole) });
    expect(events.filter(({ type }) => type === 'done')).toEqual([]);
    expect(JSON.stringify(events)).not.toMatch(/Oops|authorized|host-1/);
  });

  it('ends with a problem when something of ours breaks', async () => {
    const runtime: AgentRuntime = {
      async invoke(_, { onProgress }) {
        onProgress?.({ type: 'text', text: 'It is ' });
        throw new Error('A bug at 10.0.0.1');
      },
    };
    await open({ runtime });
    const events = await allEvents(await post(MESSAGE));
    expect(events.at(-1)).toMatchObject({ type: 'error', data: { status: 500, code: 'internal_error' } });
    expect(JSON.stringify(events)).not.toContain('10.0.0.1');
    await door.settled();
    expect(JSON.stringify(logger.lines)).not.toContain('10.0.0.1');
  });

  it('stops being written, and says so in the log, when the client has gone; the agent is not disturbed', async () => {
    let write = (): void => {};
    const written = new Promise<void>((resolve) => {
      write = resolve;
    });
    const runtime: AgentRuntime = {
      async invoke(_, { onProgress, signal }) {
        await written;
        for (let piece = 0; piece < 50; piece += 1) onProgress?.({ type: 'text', text: 'x'.repeat(1000) });
        expect(signal.aborted).toBe(false);
        return { outcome: 'answered', answer: 'Done.', citations: [] };
      },
    };
    await open({ runtime });
    const leaving = new AbortController();
    const events = readEvents(await post(MESSAGE, { signal: leaving.signal }));
    await events.next();
    const left = expect(events.next()).rejects.toThrow();
    leaving.abort();
    await left;
    while (logger.lines.length === 0) await setImmediate();
    write();
    await door.settled();
    expect(logger.lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'The client has gone'],
      ['info', 'The invocation was answered'],
    ]);
  });
});

describe('a streaming door without server-sent events', () => {
  it.each(['application/json', '*/*', 'text/event-streams'])('answers in one piece to Accept: %s', async (accept) => {
    await open();
    bedrock.script([{ chunk: 'It is ' }, { chunk: 'running.' }]);
    const response = await post(MESSAGE, { headers: { accept } });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ answer: 'It is running.', session_id: 'conversation-1' });
    expect(bedrock.invocations[0]?.body).not.toHaveProperty('streamingConfigurations');
  });

  it('is chosen among several types, whatever their case and parameters', async () => {
    await open();
    bedrock.script([{ chunk: 'Hello.' }]);
    const response = await post(MESSAGE, { headers: { accept: 'application/json;q=0.5, Text/Event-Stream;q=1' } });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await allEvents(response);
  });

  it.each<[string, RequestInit, number]>([
    ['a wrong request', { body: '{}' }, 400],
    ['a GET', { method: 'GET', body: null }, 405],
    ['a HEAD', { method: 'HEAD', body: null }, 405],
    ['OPTIONS', { method: 'OPTIONS', body: null }, 204],
  ])('is what %s gets, with the status that tells', async (_, init, status) => {
    await open();
    const response = await post({}, init);
    expect(response.status).toBe(status);
    const text = await response.text();
    if (text !== '') expect(JSON.parse(text)).toMatchObject({ status });
  });

  it('tells that it is not configured', async () => {
    const handler = createStreamingChatHandler(() => {
      throw new Error('No options');
    });
    door = await startStreamingDoor(handler, () => contextFor(10_000));
    const response = await post(MESSAGE);
    expect([response.status, await response.json()]).toMatchObject([500, { code: 'internal_error' }]);
  });

  it('loads elsewhere than on Lambda, and says there what to use instead', async () => {
    await open();
    Reflect.deleteProperty(globalThis, 'awslambda');
    const { streamHandler } = await import('../src/chat-handler/index.ts');
    const { PassThrough } = await import('node:stream');
    const answered = streamHandler(restEvent(MESSAGE), new PassThrough(), contextFor(10_000));
    await expect(answered).rejects.toThrow(/use createChatHandler here/);
  });

  it('is marked for the runtime as one that streams', () => {
    expect(createStreamingChatHandler(chatOptions(bedrock))).toHaveProperty('streamed', true);
  });
});

function textOf(events: readonly ReceivedEvent[]): string {
  return events.flatMap(({ type, data }) => (type === 'answer' ? [String(data['text'])] : [])).join('');
}
