import { describe, expect, it } from 'vitest';
import { type Answered, startEngineServer } from '../../support/engine-server.ts';
import { KEYS } from '../../support/test-server.ts';

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };
const INITIALIZE = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } };

describe('a client of a protocol version with a handshake', () => {
  it.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])('is answered in %s', async (protocolVersion) => {
    const { legacy } = await startEngineServer();
    const { result } = await legacy(
      'initialize',
      { ...INITIALIZE, protocolVersion },
      { headers: { 'mcp-protocol-version': undefined } },
    );
    expect(result).toMatchObject({ protocolVersion, serverInfo: { name: 'sluice' } });
    expect(result?.['capabilities']).toEqual({ tools: {}, resources: {}, prompts: {}, completions: {} });
  });

  it('is offered the latest of these versions when it wants one that there is not', async () => {
    const { legacy } = await startEngineServer();
    const { result } = await legacy('initialize', { ...INITIALIZE, protocolVersion: '1999-01-01' });
    expect(result?.['protocolVersion']).toBe('2025-11-25');
  });

  it('gets JSON as long as there is nothing to tell before the answer', async () => {
    const { legacy } = await startEngineServer();
    const { status, headers, result } = await legacy('tools/call', { name: 'echo', arguments: { environment: 'dev' } });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(result).toEqual({
      content: [{ type: 'text', text: '{"environment":"dev"}' }],
      structuredContent: { environment: 'dev' },
    });
  });

  it.each([
    ['only JSON', 'application/json', 'application/json'],
    ['only a stream', 'text/event-stream', 'text/event-stream'],
    ['anything', '*/*', 'application/json'],
    ['nothing that it says', undefined, 'application/json'],
  ])('that takes %s is answered so', async (_, accept, type) => {
    const { post, target } = await startEngineServer();
    const { status, headers, result } = await post(PING, { headers: { ...target.headers, accept } });
    expect([status, headers.get('content-type'), result]).toEqual([200, type, {}]);
  });

  it('may send a session id that somebody gave it, to no effect', async () => {
    const { legacy } = await startEngineServer();
    const { status, headers } = await legacy('ping', {}, { headers: { 'mcp-session-id': 'injected-by-a-gateway' } });
    expect([status, headers.get('mcp-session-id')]).toEqual([200, null]);
  });

  it('is told of a method that there is not in an answer that it reads', async () => {
    const { legacy } = await startEngineServer();
    const { status, error } = await legacy('resources/subscribe', { uri: 'test://one' });
    expect([status, error?.code]).toEqual([200, -32_601]);
  });

  it('is refused when it names a version that there is not', async () => {
    const { legacy } = await startEngineServer();
    const { status, error, id } = await legacy('ping', {}, { headers: { 'mcp-protocol-version': '2023-01-01' } });
    expect([status, id]).toEqual([400, 1]);
    expect(error?.message).toContain('It speaks: 2025-11-25,');
  });

  it.each([
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }],
    ['an answer to nothing', { jsonrpc: '2.0', id: 4, result: {} }],
  ])('may send %s, which is accepted and forgotten', async (_, body) => {
    const { post } = await startEngineServer();
    expect(await post(body)).toMatchObject({ status: 202, text: '' });
  });
});

describe('a client of 2026-07-28', () => {
  it('discovers the server without a handshake', async () => {
    const { modern } = await startEngineServer();
    const { result } = await modern('server/discover');
    expect(result).toMatchObject({
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
      ttlMs: 60_000,
      cacheScope: 'private',
    });
  });

  it.each([
    ['no method header', { 'mcp-method': undefined }, -32_020],
    ['another method in the header', { 'mcp-method': 'tools/list' }, -32_020],
    ['another name in the header', { 'mcp-name': 'fail' }, -32_020],
    ['no version header', { 'mcp-protocol-version': undefined }, -32_020],
    ['another version in the header', { 'mcp-protocol-version': '2025-11-25' }, -32_020],
  ])('is refused with %s', async (_, headers, code) => {
    const { modern } = await startEngineServer();
    const { status, error, id } = await modern('tools/call', { name: 'echo' }, { headers });
    expect([status, error?.code, id]).toEqual([400, code, 1]);
  });

  it('is refused when it wants a version that there is not', async () => {
    const { modern } = await startEngineServer();
    const version = { 'io.modelcontextprotocol/protocolVersion': '2030-01-01' };
    const { status, error } = await modern(
      'tools/list',
      { _meta: version },
      { headers: { 'mcp-protocol-version': '2030-01-01' } },
    );
    expect([status, error?.code]).toEqual([400, -32_022]);
    expect(error?.data).toMatchObject({ supported: ['2026-07-28'], requested: '2030-01-01' });
  });

  it.each(['initialize', 'ping', 'resources/subscribe', 'tasks/list', 'tasks/result', 'nonsense'])(
    'is told that there is no method %s',
    async (method) => {
      const { modern } = await startEngineServer();
      const { status, error } = await modern(method);
      expect([status, error?.code]).toEqual([404, -32_601]);
    },
  );
});

describe('the endpoint', () => {
  it.each(['GET', 'DELETE', 'PUT'])('does not take %s', async (method) => {
    const { target } = await startEngineServer();
    const response = await fetch(target.url, { method, headers: { ...target.headers, accept: 'text/event-stream' } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    ['of two requests', [PING, PING]],
    ['of one request', [PING]],
    ['of nothing', []],
  ])('does not take a batch %s', async (_, batch) => {
    const { post } = await startEngineServer();
    expect((await post(batch)).status).toBe(400);
  });

  it.each([
    ['no method', { jsonrpc: '2.0', id: 1 }],
    ['another version of JSON-RPC', { jsonrpc: '1.0', id: 1, method: 'ping' }],
    ['an id that is an object', { jsonrpc: '2.0', id: {}, method: 'ping' }],
    ['a text', 'ping'],
    ['null', null],
  ])('does not take a message with %s', async (_, body) => {
    const { post } = await startEngineServer();
    const { status, error } = await post(body);
    expect([status, error?.code]).toEqual([400, -32_600]);
  });

  it.each(['modern', 'legacy'] as const)('never mixes up calls that have the same id: %s', async (era) => {
    const server = await startEngineServer();
    const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
    const answers = await Promise.all(
      names.map((name) => server[era]('tools/call', { name: 'echo', arguments: { environment: 'dev', name } })),
    );
    const echoed = answers.map(({ result }) => result?.['structuredContent']);
    expect(echoed).toEqual(names.map((name) => ({ environment: 'dev', name })));
  });

  it('is behind the same authentication as everything', async () => {
    const { modern } = await startEngineServer();
    expect((await modern('tools/list', {}, { headers: { 'x-api-key': undefined } })).status).toBe(401);
  });
});

describe('the lists', () => {
  it.each(['modern', 'legacy'] as const)(
    'name what the principal may see, in the order of the definitions: %s',
    async (era) => {
      const server = await startEngineServer();
      const names = async (key: string): Promise<unknown> => {
        const { result } = await server[era]('tools/list', {}, { headers: { 'x-api-key': key } });
        return toolsOf(result).map(({ name }) => name);
      };
      const all = ['echo', 'fail', 'progress', 'step', 'hold', 'ask', 'job', 'careless_job'];
      expect(await names(KEYS.all)).toEqual(all);
      expect(await names(KEYS.approve)).toEqual([...all, 'approve']);
    },
  );

  it('tell a client of 2026-07-28 how long they are good, and for whom', async () => {
    const { modern } = await startEngineServer();
    for (const method of ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list']) {
      expect((await modern(method)).result).toMatchObject({ ttlMs: 60_000, cacheScope: 'private' });
    }
  });

  it('carry schemas and annotations as they were defined', async () => {
    const { legacy } = await startEngineServer();
    const [echo] = toolsOf((await legacy('tools/list')).result);
    expect(echo).toMatchObject({
      title: 'echo',
      annotations: { readOnlyHint: true },
      inputSchema: { required: ['environment'], additionalProperties: false },
      outputSchema: { type: 'object' },
    });
    expect(echo).not.toHaveProperty('_meta');
  });
});

function toolsOf(result: Answered['result']): { name: string }[] {
  const { tools } = result as { tools: { name: string }[] };
  return tools;
}

describe('parameters that a method does not take', () => {
  it.each<[string, Record<string, unknown>]>([
    ['tools/list', { cursor: 7 }],
    ['tools/call', { name: 7 }],
    ['tools/call', { name: 'echo', arguments: [] }],
    ['resources/list', { cursor: 7 }],
    ['resources/templates/list', { cursor: 7 }],
    ['resources/read', {}],
    ['resources/read', { uri: 7 }],
    ['prompts/list', { cursor: 7 }],
    ['prompts/get', {}],
    ['prompts/get', { name: 'greet', arguments: 7 }],
    ['completion/complete', {}],
    ['completion/complete', { ref: { type: 'ref/other' }, argument: { name: 'a', value: 'b' } }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'a' }, argument: 7 }],
  ])('of %s are the client’s fault in both eras: %j', async (method, params) => {
    const { modern, legacy } = await startEngineServer();
    for (const ask of [modern, legacy]) expect((await ask(method, params)).error?.code).toBe(-32_602);
  });
});
