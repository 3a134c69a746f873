import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, it } from 'vitest';
import { invoke, reply, startBedrockWorld, type Tool } from './bedrock-world.ts';

const SUCCEEDED = {
  execution_id: 'execution-1',
  status: 'succeeded',
  pipeline_type: 'bootstrap',
  environment: 'dev',
  stages: [],
};
const deploy = { inputText: 'Deploy bootstrap infrastructure for dev environment' };

describe.each([
  ['the default HTTP/2 client', {}],
  ['an HTTP/1.1 client', { requestHandler: new NodeHttpHandler() }],
])('InvokeAgent with %s', (_, config) => {
  it('answers in one chunk, with the headers that Bedrock sends', async () => {
    const { client } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const { chunks, text, traces, output } = await invoke(client(config), deploy);
    expect(chunks).toHaveLength(1);
    expect(text).toContain('bootstrap in dev succeeded');
    expect(traces).toEqual([]);
    expect(output).toMatchObject({ contentType: 'application/json', sessionId: 'session-1' });
    expect(output.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('cuts a streamed answer within characters, and its bytes are the answer', async () => {
    const { client } = await startBedrockWorld((event) =>
      reply(event, { ...SUCCEEDED, environment: 'dév-ü-€-🚀'.repeat(9) }),
    );
    const { chunks, text } = await invoke(client(config), {
      ...deploy,
      streamingConfigurations: { streamFinalResponse: true },
    });
    const alone = chunks.map((chunk) => Buffer.from(chunk).toString('utf8')).join('');
    expect(chunks.length).toBeGreaterThan(3);
    expect(alone).toContain('\ufffd');
    expect(text).toContain('🚀');
    expect(text).not.toContain('\ufffd');
  });

  it('traces why, what and what came of it, in the order in which it happens', async () => {
    const { client } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const { traces } = await invoke(client(config), { ...deploy, enableTrace: true });
    const steps = traces.map(({ trace }) => trace?.orchestrationTrace);
    expect(steps.map((step) => Object.keys(step ?? {})[0])).toEqual([
      'modelInvocationInput',
      'modelInvocationOutput',
      'rationale',
      'invocationInput',
      'observation',
      'modelInvocationInput',
      'modelInvocationOutput',
      'observation',
    ]);
    expect(steps[0]?.modelInvocationInput).toMatchObject({ type: 'ORCHESTRATION' });
    expect(steps[3]?.invocationInput?.actionGroupInvocationInput).toEqual({
      actionGroupName: 'bootstrap',
      apiPath: '/pipelines/bootstrap/executions',
      verb: 'post',
      executionType: 'LAMBDA',
      parameters: [],
      requestBody: { content: { 'application/json': [{ name: 'environment', type: 'string', value: 'dev' }] } },
    });
    expect(JSON.parse(steps[4]?.observation?.actionGroupInvocationOutput?.text ?? '')).toEqual(SUCCEEDED);
    expect(steps[7]?.observation).toMatchObject({ type: 'FINISH' });
    expect(traces[0]).toMatchObject({ agentId: 'BOOTSTRAP', agentAliasId: 'LIVE', sessionId: 'session-1' });
    expect(traces[0]?.callerChain).toEqual([
      { agentAliasArn: 'arn:aws:bedrock:eu-west-1:000000000000:agent-alias/BOOTSTRAP/LIVE' },
    ]);
    expect(traces[0]?.eventTime?.getTime()).toBe(Date.UTC(2026, 0, 1));
  });

  it.each([
    ['an agent that does not exist', { agentId: 'NOBODY' }, 'ResourceNotFoundException', 404],
    ['an alias that does not exist', { agentAliasId: 'OTHER' }, 'ResourceNotFoundException', 404],
    ['a session id of one character', { sessionId: 'x' }, 'ValidationException', 400],
    ['a session id with a slash', { sessionId: 'a/b' }, 'ValidationException', 400],
    ['a session id of 101 characters', { sessionId: 'x'.repeat(101) }, 'ValidationException', 400],
    ['no text', { inputText: '' }, 'ValidationException', 400],
    ['nothing but blanks', { inputText: ' \n' }, 'ValidationException', 400],
  ])('refuses %s up front', async (__, input, name, status) => {
    const { client, received } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const attempt = invoke(client(config), { ...deploy, ...input });
    await expect(attempt).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(received).toEqual([]);
  });

  it.each<[string, Tool]>([
    ['throws', () => Promise.reject(new Error('secret of the function'))],
    ['answers nothing', () => null],
    ['answers with another version', (event) => ({ ...reply(event, {}), messageVersion: '2.0' })],
    ['answers about another path', (event) => reply({ ...event, apiPath: '/other' }, {})],
    ['answers about another method', (event) => reply({ ...event, httpMethod: 'post' }, {})],
    ['answers about another action group', (event) => reply({ ...event, actionGroup: 'other' }, {})],
    ['answers with a status that is no number', (event) => reply(event, {}, '200' as never)],
    [
      'answers with a body that is no string',
      (event) => ({
        messageVersion: '1.0',
        response: { ...(reply(event, {})['response'] as object), responseBody: { 'application/json': { body: {} } } },
      }),
    ],
    [
      'answers with session attributes that are no strings',
      (event) => ({ ...reply(event, {}), sessionAttributes: { depth: 1 } }),
    ],
    ['answers with more than 25 KB', (event) => reply(event, { log: 'x'.repeat(25 * 1024) })],
  ])('breaks off with dependencyFailedException when the function %s', async (__, tool) => {
    const { client, events } = await startBedrockWorld(tool);
    const error = await invoke(client(config), { ...deploy, enableTrace: true }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DependencyFailedException', resourceName: 'mcp-proxy' });
    expect(String(error)).not.toContain('secret');
    expect(events.at(-1)).toMatchObject({
      type: 'agent.failed',
      agentType: 'bootstrap',
      name: 'dependencyFailedException',
    });
  });
});

describe('the emulator', () => {
  it('traces a failure before it breaks off', async () => {
    const { emulator } = await startBedrockWorld(() => null);
    const response = await fetch(`${emulator.url}/agents/BOOTSTRAP/agentAliases/LIVE/sessions/s1/text`, {
      method: 'POST',
      body: JSON.stringify({ ...deploy, enableTrace: true }),
    });
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
    expect(text.indexOf('failureTrace')).toBeGreaterThan(0);
    expect(text.indexOf('failureTrace')).toBeLessThan(text.indexOf('dependencyFailedException'));
  });

  it('accepts a reply of exactly 25 KB', async () => {
    const { client } = await startBedrockWorld((event) => {
      const size = Buffer.byteLength(JSON.stringify(reply(event, 'x')));
      return reply(event, 'x'.repeat(25 * 1024 - size + 1));
    });
    await expect(invoke(client(), deploy)).resolves.toMatchObject({ chunks: [expect.anything()] });
  });

  it('sends a scripted exception before anything is called', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, SUCCEEDED), {
      faultFor: ({ inputText }) =>
        inputText.includes('bootstrap')
          ? { fault: 'exception', exception: 'throttlingException', message: 'Too many requests', at: 'first' }
          : undefined,
    });
    await expect(invoke(client(), deploy)).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Too many requests',
    });
    expect(received).toEqual([]);
  });

  it('serves both versions of HTTP on one port at the same time', async () => {
    const { client } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const http2 = client();
    const http1 = client({ requestHandler: new NodeHttpHandler() });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        invoke(index % 2 === 0 ? http2 : http1, { ...deploy, sessionId: `s-${index}` }),
      ),
    );
    expect(answers.every(({ text }) => text.includes('succeeded'))).toBe(true);
  });

  it('takes a session id with a colon, which clients percent-encode', async () => {
    const { client, received } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    await invoke(client(), { ...deploy, sessionId: 'a:b._-' });
    expect(received[0]?.sessionId).toBe('a:b._-');
  });

  it('names the caller by its access key id', async () => {
    const { client, events } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    await invoke(client(), deploy);
    expect(events[0]).toEqual({
      type: 'agent.started',
      agentType: 'bootstrap',
      sessionId: 'session-1',
      inputText: deploy.inputText,
      caller: 'chat-handler',
    });
  });

  it.each([
    ['GET', '/'],
    ['POST', '/agents/BOOTSTRAP/text'],
    ['GET', '/agents/BOOTSTRAP/agentAliases/LIVE/sessions/s1/text'],
  ])('answers %s %s with 404', async (method, path) => {
    const { emulator } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const response = await fetch(`${emulator.url}${path}`, { method });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'ResourceNotFoundException']);
  });

  it.each([
    ['what is not JSON', '{'],
    [
      'attributes that are no strings',
      JSON.stringify({ inputText: 'x', sessionState: { sessionAttributes: { a: 1 } } }),
    ],
    ['a body of more than a megabyte', JSON.stringify({ inputText: 'x'.repeat(1024 * 1024) })],
  ])('refuses %s with 400', async (_, body) => {
    const { emulator } = await startBedrockWorld((event) => reply(event, SUCCEEDED));
    const response = await fetch(`${emulator.url}/agents/BOOTSTRAP/agentAliases/LIVE/sessions/s1/text`, {
      method: 'POST',
      body,
    });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
  });

  it('closes twice, and while a turn is waiting', async () => {
    const { client, emulator, received } = await startBedrockWorld(() => new Promise(() => {}));
    const attempt = invoke(client(), deploy).catch((error: unknown) => error);
    while (received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await emulator.close();
    await emulator.close();
    await attempt;
  });
});
