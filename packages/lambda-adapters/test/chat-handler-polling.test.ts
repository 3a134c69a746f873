import { once } from 'node:events';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import dynalite from 'dynalite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AnswerStore,
  answerTable,
  type ChatHandlerOptions,
  createChatHandler,
  dynamoDbAnswerStore,
  type ProxyEventHandler,
} from '../src/index.ts';
import { type BedrockServer, startBedrockServer } from './support/bedrock-server.ts';
import {
  askedBy,
  bodyOf,
  chatOptions,
  confirmationStep,
  httpEvent,
  lastInvocation,
  restEvent,
} from './support/chat-bench.ts';
import { contextFor, type RecordingLogger } from './support/lambda.ts';
import {
  clockContext,
  type SelfInvokingFunction,
  startSelfInvokingFunction,
} from './support/self-invoking-function.ts';

let bedrock: BedrockServer;
let own: SelfInvokingFunction;
let clock: VirtualClock;
let logger: RecordingLogger;
let store: AnswerStore;
let count = 0;
const database = dynalite({ createTableMs: 0 });

beforeAll(async () => {
  [bedrock, own] = await Promise.all([startBedrockServer(), startSelfInvokingFunction()]);
  database.listen(0, '127.0.0.1');
  await once(database, 'listening');
  const address = database.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const client = {
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const administrator = new DynamoDBClient(client);
  await administrator.send(new CreateTableCommand(answerTable('answers')));
  const isActive = async (): Promise<boolean> => {
    const { Table } = await administrator.send(new DescribeTableCommand({ TableName: 'answers' }));
    return Table?.TableStatus === 'ACTIVE';
  };
  while (!(await isActive()));
  store = dynamoDbAnswerStore({ tableName: 'answers', client });
});
beforeEach(() => {
  bedrock.script([{ chunk: 'It is running.' }]);
  clock = createVirtualClock({ mode: 'auto' });
  Object.assign(own, { status: 202, queuesNonetheless: false, onEvent: async () => {} });
  own.events.length = 0;
});
afterAll(async () => {
  await Promise.all([bedrock.close(), own.close()]);
  database.closeAllConnections();
  await new Promise((resolve) => database.close(resolve));
});

function chatHandler(more: Partial<ChatHandlerOptions> = {}): ProxyEventHandler {
  const options = chatOptions(bedrock, {
    clock,
    createId: () => {
      count += 1;
      return `id-${count}`;
    },
    polling: { store, start: own.start },
    ...more,
  });
  logger = options.logger;
  return createChatHandler(options);
}

const MESSAGE = { message: 'Deploy', session_id: 'conversation-1' };

/** Sends a message whose turn nobody takes yet, and returns where its answer will be. */
async function pendingAnswer(handler: ProxyEventHandler, event = restEvent(MESSAGE)): Promise<Record<string, string>> {
  const response = await handler(event, contextFor(20_000));
  expect(response.statusCode).toBe(202);
  return bodyOf(response) as Record<string, string>;
}

function fetchEvent(url: string | undefined, more: object = {}): object {
  return restEvent(null, { httpMethod: 'GET', path: url, requestContext: { path: url }, ...more });
}

describe('an answer that is there in time', () => {
  it('is given at once, though an invocation of its own worked on it', async () => {
    const handler = chatHandler();
    own.onEvent = (payload) => handler(payload, contextFor(60_000));
    const response = await handler(restEvent(MESSAGE), contextFor(20_000));
    expect(response.statusCode).toBe(200);
    expect(bodyOf(response)).toEqual({ answer: 'It is running.', session_id: 'conversation-1' });
    expect(own.events).toMatchObject([
      { path: expect.stringMatching(/functions\/sluice-chat\/invocations\?Qualifier=7$/), invocationType: 'Event' },
    ]);
  });

  it('is given while the client waits for it', async () => {
    let looks = 0;
    const read: AnswerStore['read'] = async (id) => {
      looks += 1;
      if (looks === 3) await handler(own.events[0]?.payload, contextFor(60_000));
      return store.read(id);
    };
    const handler = chatHandler({ polling: { store: { ...store, read }, start: own.start } });
    const startedAt = clock.now();
    const response = await handler(restEvent(MESSAGE), contextFor(20_000));
    expect(bodyOf(response)['answer']).toBe('It is running.');
    expect(clock.now() - startedAt).toBe(600);
  });

  it('is given with the problem that the agent had', async () => {
    bedrock.script([{ chunk: 'It is ' }, 'cut']);
    const handler = chatHandler();
    own.onEvent = (payload) => handler(payload, contextFor(60_000));
    const response = await handler(restEvent(MESSAGE), contextFor(20_000));
    expect(response).toMatchObject({ statusCode: 502, headers: { 'content-type': 'application/problem+json' } });
  });
});

describe('an answer that takes longer than the client can wait', () => {
  it('is fetched later', async () => {
    const handler = chatHandler();
    const response = await handler(restEvent(MESSAGE), contextFor(20_000));
    const { answer_id } = bodyOf(response);
    const url = `/prod/chat/answers/${answer_id}`;
    expect(response).toMatchObject({ statusCode: 202, headers: { location: url, 'retry-after': '2' } });
    expect(bodyOf(response)).toEqual({ status: 'working', answer_id, session_id: 'conversation-1', status_url: url });
    expect(bodyOf(await handler(fetchEvent(url), contextFor(20_000)))).toEqual(bodyOf(response));
    await handler(own.events[0]?.payload, contextFor(60_000));
    const fetched = await handler(fetchEvent(url), contextFor(20_000));
    expect(fetched.statusCode).toBe(200);
    expect(bodyOf(fetched)).toEqual({ answer: 'It is running.', session_id: 'conversation-1' });
    const head = await handler(fetchEvent(url, { httpMethod: 'HEAD' }), contextFor(20_000));
    expect(head).toMatchObject({ statusCode: 200, body: '' });
  });

  it.each<[string, object, number]>([
    ['a REST API', restEvent(MESSAGE), 29_000],
    ['an HTTP API', httpEvent(MESSAGE), 30_000],
    ['a function URL', httpEvent(MESSAGE, { domainName: 'abc.lambda-url.eu-west-1.on.aws' }), 200_000],
  ])('is waited for as long as the door allows: %s', async (_, event, limitMs) => {
    const startedAt = clock.now();
    await chatHandler({ deadlineMarginMs: 1500 })(event, clockContext(clock.now, 200_000));
    expect(clock.now() - startedAt).toBeGreaterThan(limitMs - 2500);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(limitMs - 1500);
  });

  it('is waited for as long as the team says', async () => {
    const startedAt = clock.now();
    await chatHandler({ answerWithinMs: 5000 })(restEvent(MESSAGE), contextFor(20_000));
    expect(clock.now() - startedAt).toBeLessThanOrEqual(4900);
  });

  it('is kept from everybody but who asked', async () => {
    const handler = chatHandler();
    const { status_url: url } = await pendingAnswer(handler, restEvent(MESSAGE, askedBy('ann')));
    await handler(own.events[0]?.payload, contextFor(60_000));
    const fetchedBy = async (more: object): Promise<number> =>
      (await handler({ ...fetchEvent(url), path: url, ...more }, contextFor(20_000))).statusCode;
    const by = (principalId: string): object => ({ requestContext: { path: url, authorizer: { principalId } } });
    expect(await fetchedBy(by('ann'))).toBe(200);
    expect(await fetchedBy(by('eve'))).toBe(404);
    expect(await fetchedBy({})).toBe(404);
  });

  it('knows who asked, what the client may set and what a person confirmed, as without polling', async () => {
    const handler = chatHandler({ clientAttributes: ['locale'] });
    const results = [{ action_group: 'g', operation: 'POST /x', confirmed: true }];
    const confirmation = { agent_type: 'app', invocation_id: 'i-1', results };
    const body = { session_id: 'conversation-1', confirmation, session_attributes: { locale: 'de' } };
    await pendingAnswer(handler, restEvent(body, askedBy('ann')));
    await handler(own.events[0]?.payload, contextFor(60_000));
    const { session, attributes } = lastInvocation(bedrock);
    expect(session).toMatch(/^principal-/);
    expect(attributes).toMatchObject({ sluice_principal: 'ann', locale: 'de' });
    expect(JSON.parse(attributes['sluice_confirmation'] ?? '')).toEqual(confirmation);
  });

  it('may ask for a confirmation, which is answered the same way', async () => {
    bedrock.script([confirmationStep('i-1')], [{ chunk: 'Approved.' }]);
    const handler = chatHandler();
    own.onEvent = (payload) => handler(payload, contextFor(60_000));
    const asked = bodyOf(await handler(restEvent(MESSAGE), contextFor(20_000)));
    expect(asked['confirmation']).toMatchObject({ invocation_id: 'i-1' });
    const results = [{ action_group: 'executions', operation: 'POST /x', confirmed: true }];
    const body = { session_id: 'conversation-1', confirmation: { invocation_id: 'i-1', results } };
    expect(bodyOf(await handler(restEvent(body), contextFor(20_000)))['answer']).toBe('Approved.');
    expect(bedrock.invocations[1]?.body['sessionState']).toMatchObject({ invocationId: 'i-1' });
  });

  it('is shortened where the table could not hold it', async () => {
    bedrock.script([{ chunk: 'ü'.repeat(400_000) }]);
    const handler = chatHandler();
    const { status_url: url } = await pendingAnswer(handler);
    await handler(own.events[0]?.payload, contextFor(60_000));
    const fetched = await handler(fetchEvent(url), contextFor(20_000));
    expect(bodyOf(fetched)).toMatchObject({ shortened: expect.stringContaining('the end of answer') });
    expect(bodyOf(fetched)['answer']).toMatch(/^ü{100000,}$/);
  });
});

describe('a turn that an invocation of its own takes', () => {
  it('is taken once, however often its event is delivered', async () => {
    const handler = chatHandler();
    await pendingAnswer(handler);
    const deliveries = [1, 2, 3].map(() => handler(own.events[0]?.payload, contextFor(60_000)));
    const statuses = (await Promise.all(deliveries)).map(({ statusCode }) => statusCode);
    await handler(own.events[0]?.payload, contextFor(60_000));
    expect(statuses.sort()).toEqual([200, 204, 204]);
    expect(bedrock.invocations).toHaveLength(1);
  });

  it('is not begun any more when nobody waits for it: after five minutes', async () => {
    const handler = chatHandler();
    const { status_url: url } = await pendingAnswer(handler);
    await clock.advance(5 * 60_000);
    await handler(own.events[0]?.payload, contextFor(60_000));
    expect(bedrock.invocations).toEqual([]);
    expect((await handler(fetchEvent(url), contextFor(20_000))).statusCode).toBe(202);
    await clock.advance(60_000);
    const response = await handler(fetchEvent(url), contextFor(20_000));
    expect(bodyOf(response)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('Nothing of what was asked'),
    });
  });

  it('may have begun when whoever took it died: that is told once it is certain', async () => {
    const handler = chatHandler();
    const { answer_id: answerId = '', status_url: url } = await pendingAnswer(handler);
    expect(await store.begin(answerId, clock.now(), clock.now() + 60_000)).toBe(true);
    expect((await handler(fetchEvent(url), contextFor(20_000))).statusCode).toBe(202);
    await clock.advance(120_000);
    const response = await handler(fetchEvent(url), contextFor(20_000));
    expect(bodyOf(response)).toMatchObject({ status: 502, detail: expect.stringContaining('may still be going on') });
    expect(await store.begin(answerId, clock.now(), clock.now())).toBe(false);
  });

  it.each<[string, unknown]>([
    ['of another source', { source: 'aws.events' }],
    ['without a message', { source: 'sluice.chat', answer_id: 'a' }],
    [
      'that a body of a request pretends',
      restEvent({ source: 'sluice.chat', answer_id: 'a', message: 'Hi' }, { httpMethod: 'PUT' }),
    ],
  ])('is never begun by an event %s', async (_, event) => {
    const { statusCode } = await chatHandler()(event, contextFor(10_000));
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(bedrock.invocations).toEqual([]);
  });
});

describe('when AWS does not play along', () => {
  it('nothing is begun where the turn could not be noted', async () => {
    const broken: AnswerStore = { ...store, open: () => Promise.reject(new Error('at host-1')) };
    const response = await chatHandler({ polling: { store: broken, start: own.start } })(
      restEvent(MESSAGE),
      contextFor(20_000),
    );
    expect(bodyOf(response)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('Nothing of what was asked'),
    });
    expect(own.events).toEqual([]);
    expect(JSON.stringify(logger.lines)).not.toContain('host-1');
  });

  it('nothing is begun where the function could not be invoked', async () => {
    own.status = 500;
    const handler = chatHandler();
    const response = await handler(restEvent(MESSAGE), contextFor(20_000));
    expect(bodyOf(response)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('Nothing of what was asked'),
    });
    expect(response.headers['retry-after']).toBe('5');
    expect(response.body).not.toContain('host-1');
  });

  it('nothing is begun later, either, by an invocation of which Lambda said that it failed', async () => {
    Object.assign(own, { status: 500, queuesNonetheless: true });
    const handler = chatHandler();
    const response = await handler(restEvent(MESSAGE), contextFor(20_000));
    expect(bodyOf(response)['detail']).toContain('Nothing of what was asked');
    await handler(own.events[0]?.payload, contextFor(60_000));
    expect(bedrock.invocations).toEqual([]);
  });

  it('an invocation that came nonetheless, and first, is waited for', async () => {
    Object.assign(own, { status: 500, queuesNonetheless: true });
    const handler = chatHandler();
    let taken: Promise<unknown> = Promise.resolve();
    const start = async (event: object): Promise<void> => {
      taken = handler(event, contextFor(60_000));
      await taken;
      throw new Error('No answer');
    };
    const response = await chatHandler({ polling: { store, start } })(restEvent(MESSAGE), contextFor(20_000));
    expect(bodyOf(response)['answer']).toBe('It is running.');
  });

  it('an answer that the table does not give is asked for again', async () => {
    const failures = [new Error('Not now'), new Error('Not now')];
    const read: AnswerStore['read'] = async (id) => {
      const failure = failures.pop();
      if (failure !== undefined) throw failure;
      return store.read(id);
    };
    const handler = chatHandler({ polling: { store: { ...store, read }, start: own.start } });
    own.onEvent = (payload) => handler(payload, contextFor(60_000));
    expect((await handler(restEvent(MESSAGE), contextFor(20_000))).statusCode).toBe(200);
    expect(failures).toEqual([]);
  });

  it.each<[string, keyof AnswerStore, number]>([
    ['nothing is begun where the turn is not noted in time', 'open', 503],
    ['the client is told where to fetch it before its time is over', 'read', 202],
  ])('and the table does not answer at all, %s', async (_, operation, status) => {
    const silent: AnswerStore = { ...store, [operation]: () => new Promise(() => {}) };
    const handler = chatHandler({ polling: { store: silent, start: own.start } });
    const startedAt = performance.now();
    const response = await handler(restEvent(MESSAGE), contextFor(600));
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(response.statusCode).toBe(status);
    expect(own.events).toHaveLength(status === 202 ? 1 : 0);
    expect(bedrock.invocations).toEqual([]);
  });

  it('a turn whose start takes longer than the client waits is taken all the same, and fetched later', async () => {
    const started: object[] = [];
    const start = (event: object): Promise<void> => {
      started.push(event);
      return new Promise(() => {});
    };
    const handler = chatHandler({ polling: { store, start } });
    const response = await handler(restEvent(MESSAGE), contextFor(600));
    expect(response.statusCode).toBe(202);
    expect((await handler(started[0], contextFor(60_000))).statusCode).toBe(200);
    const fetched = await handler(fetchEvent(String(bodyOf(response)['status_url'])), contextFor(20_000));
    expect(bodyOf(fetched)).toMatchObject({ answer: 'It is running.' });
  });

  it('the answer may be fetched a moment later, which is no failure of the agent', async () => {
    const handler = chatHandler();
    const { answer_id: answerId, status_url: url } = await pendingAnswer(handler);
    const broken: AnswerStore = { ...store, read: () => Promise.reject(new Error('at host-1')) };
    const response = await chatHandler({ polling: { store: broken, start: own.start } })(
      fetchEvent(url),
      contextFor(20_000),
    );
    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(bodyOf(response)).toMatchObject({ code: 'store_unavailable', title: 'The answer can not be read just now' });
    expect(JSON.stringify([response, logger.lines])).not.toContain('host-1');
    expect(logger.lines).toMatchObject([
      { level: 'error', fields: { answer_id: answerId, error: { name: 'Error' } } },
      { level: 'error', fields: { status: 503, outcome: 'store_unavailable' } },
    ]);
  });

  it('there is no such answer', async () => {
    const response = await chatHandler()(fetchEvent('/prod/chat/answers/none'), contextFor(20_000));
    expect(bodyOf(response)).toMatchObject({ status: 404, code: 'not_found' });
  });
});
