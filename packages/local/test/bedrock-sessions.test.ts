import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, it } from 'vitest';
import { type BedrockWorld, invoke, reply, startBedrockWorld } from './bedrock-world.ts';

const SUCCEEDED = { execution_id: 'execution-1', status: 'succeeded', pipeline_type: 'bootstrap', environment: 'dev' };
const deploy = { inputText: 'Deploy bootstrap infrastructure for dev environment' };

describe('action-group events', () => {
  it('are what Bedrock sends: every value a string, body and parameters apart', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, { ...SUCCEEDED, status: 'blocked' }));
    await invoke(client(), {
      agentId: 'COMPUTE',
      inputText: 'Scale compute in dev to min 2 and max 6 instances',
      sessionState: { sessionAttributes: { user: 'ada' }, promptSessionAttributes: { locale: 'en' } },
    });
    expect(received).toEqual([
      {
        messageVersion: '1.0',
        agent: { name: 'compute', id: 'COMPUTE', alias: 'LIVE', version: '1' },
        inputText: 'Scale compute in dev to min 2 and max 6 instances',
        sessionId: 'session-1',
        actionGroup: 'compute',
        apiPath: '/pipelines/compute/executions',
        httpMethod: 'POST',
        parameters: [],
        requestBody: {
          content: {
            'application/json': {
              properties: [
                { name: 'environment', type: 'string', value: 'dev' },
                { name: 'min_instances', type: 'integer', value: '2' },
                { name: 'max_instances', type: 'integer', value: '6' },
              ],
            },
          },
        },
        sessionAttributes: { user: 'ada' },
        promptSessionAttributes: { locale: 'en' },
      },
    ]);
  });

  it('have no body for a GET, and no parameters where there are none', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, { zones: [] }));
    await invoke(client(), { agentId: 'DNS', inputText: 'Which zones are there in live?' });
    expect(received[0]).not.toHaveProperty('requestBody');
    expect(received[0]).toMatchObject({
      apiPath: '/zones',
      httpMethod: 'GET',
      parameters: [{ name: 'landscape', type: 'string', value: 'live' }],
    });
  });

  it('carry lists as Java prints them', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    await invoke(client(), {
      agentId: 'DATABASE',
      inputText: 'Create database orders in dev, allowed_hosts: a.example.org, b.example.org',
    });
    const properties = received[0]?.requestBody?.content['application/json'].properties;
    expect(properties).toContainEqual({
      name: 'allowed_hosts',
      type: 'array',
      value: '[a.example.org, b.example.org]',
    });
  });

  it('keep placeholders in the path and give their values as parameters', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    await invoke(client(), { inputText: 'Cancel execution execution-7' });
    expect(received[0]).toMatchObject({
      apiPath: '/executions/{execution_id}/cancel',
      httpMethod: 'POST',
      parameters: [{ name: 'execution_id', type: 'string', value: 'execution-7' }],
    });
    expect(received[0]).not.toHaveProperty('requestBody');
  });
});

describe('sessions', () => {
  it('pass on the attributes that a function returned, to the next call and the next turn', async () => {
    let count = 0;
    const { client, received } = await startBedrockWorld((event) => {
      count += 1;
      const status = count === 1 ? 'running' : 'succeeded';
      return {
        ...reply(event, { ...SUCCEEDED, status }),
        sessionAttributes: { ...event.sessionAttributes, calls: String(count) },
        promptSessionAttributes: { turn: `of call ${count}` },
      };
    });
    const sdk = client();
    await invoke(sdk, { ...deploy, sessionState: { sessionAttributes: { user: 'ada' } } });
    await invoke(sdk, { inputText: 'Is it done?' });
    expect(received.map((event) => event.sessionAttributes)).toEqual([
      { user: 'ada' },
      { user: 'ada', calls: '1' },
      { user: 'ada', calls: '2' },
    ]);
    expect(received.map((event) => event.promptSessionAttributes)).toEqual([{}, { turn: 'of call 1' }, {}]);
  });

  it('remember what was asked, each by itself', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const sdk = client();
    const asked = await invoke(sdk, { inputText: 'Deploy bootstrap', sessionId: 'first' });
    expect(asked.text).toContain('Which environment');
    const other = await invoke(sdk, { inputText: 'dev', sessionId: 'second' });
    expect(other.text).toContain('Nothing was started');
    expect(received).toEqual([]);
    const done = await invoke(sdk, { inputText: 'dev', sessionId: 'first' });
    expect(done.text).toContain('succeeded');
    expect(received).toHaveLength(1);
  });

  it('are ended when asked, and forgotten after an hour without a word', async () => {
    const { client, clock } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const sdk = client();
    await invoke(sdk, { inputText: 'Deploy bootstrap' });
    const end = await invoke(sdk, { inputText: 'bye', endSession: true });
    expect(end.text).toContain('terminated');
    expect((await invoke(sdk, { inputText: 'dev' })).text).toContain('Nothing was started');
    await invoke(sdk, { inputText: 'Deploy bootstrap' });
    await clock.sleep(60 * 60 * 1000 + 1);
    expect((await invoke(sdk, { inputText: 'dev' })).text).toContain('Nothing was started');
  });

  it('take one turn after the other', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const sdk = client();
    const [first, second] = await Promise.all([
      invoke(sdk, { inputText: 'Deploy bootstrap' }),
      invoke(client({ requestHandler: new NodeHttpHandler() }), { inputText: 'Deploy bootstrap' }),
    ]);
    expect([first.text, second.text].every((text) => text.includes('Which environment'))).toBe(true);
    await invoke(sdk, { inputText: 'dev' });
    expect(received).toHaveLength(1);
  });

  it('never work on two turns at once', async () => {
    let atWork = 0;
    let most = 0;
    const { client, received } = await startBedrockWorld(async (event) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise((resolve) => setImmediate(resolve));
      atWork -= 1;
      return reply(event, SUCCEEDED);
    });
    const sdk = client();
    await Promise.all([1, 2, 3].map(() => invoke(sdk, deploy)));
    expect(received).toHaveLength(3);
    expect(most).toBe(1);
  });

  it('go on after a turn that broke off, whatever broke it', async () => {
    let told = 0;
    const { client } = await startBedrockWorld((event) => reply(event, SUCCEEDED), {
      onEvent() {
        told += 1;
        if (told === 1) throw new Error('the listener is broken');
      },
    });
    const sdk = client();
    await expect(invoke(sdk, deploy)).rejects.toThrow();
    expect((await invoke(sdk, deploy)).text).toContain('succeeded');
  });
});

describe.each([
  ['HTTP/2', {}],
  ['HTTP/1.1', { requestHandler: new NodeHttpHandler() }],
])('a caller that goes away over %s', (_, config) => {
  it('ends the waiting of the turn', async () => {
    const waiting = Promise.withResolvers<AbortSignal>();
    const { client, events } = await startBedrockWorld((___, signal) => {
      waiting.resolve(signal);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const caller = new AbortController();
    const attempt = invoke(client(config), { ...deploy, enableTrace: true }, caller.signal).catch(() => {});
    const signal = await waiting.promise;
    caller.abort();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await attempt;
    while (events.at(-1)?.type !== 'agent.failed') await new Promise((resolve) => setImmediate(resolve));
    expect(events.at(-1)).toMatchObject({ type: 'agent.failed', message: expect.stringContaining('went away') });
  });
});

describe('a turn', () => {
  it('looks again until its time is over, and leaves a second between equal looks', async () => {
    const { client, received, events, clock } = await startBedrockWorld(
      (event) => reply(event, { ...SUCCEEDED, status: 'running' }),
      {
        followForMs: 5000,
      },
    );
    const startedAt = clock.now();
    const { text } = await invoke(client(), deploy);
    expect(text).toContain('still running');
    expect(received.length).toBeGreaterThan(2);
    expect(received.length).toBeLessThanOrEqual(8);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(6000);
    expect(events.at(-1)).toMatchObject({
      type: 'agent.answered',
      outcome: 'unfinished',
      executionIds: ['execution-1'],
    });
  });

  it('tells of its calls: what, with what, what came of it, how long it took', async () => {
    const world: BedrockWorld = await startBedrockWorld(async (event) => {
      await world.clock.sleep(250);
      return reply(event, SUCCEEDED);
    });
    const { client, events } = world;
    await invoke(client(), deploy);
    expect(events.map(({ type }) => type)).toEqual(['agent.started', 'tool.called', 'tool.answered', 'agent.answered']);
    expect(events[1]).toMatchObject({
      actionGroup: 'bootstrap',
      handler: 'mcp-proxy',
      operationId: 'execute-bootstrap-pipeline',
      arguments: { environment: 'dev' },
    });
    expect(events[2]).toMatchObject({ status: 200, body: SUCCEEDED, durationMs: 250 });
    expect(events[3]).toMatchObject({ outcome: 'succeeded', executionIds: ['execution-1'] });
  });
});
