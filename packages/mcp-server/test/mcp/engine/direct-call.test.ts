import { describe, expect, it } from 'vitest';
import { mcpRequest } from '../../support/mcp-message.ts';
import { type Call, startTestServer, type TestServer } from '../../support/test-server.ts';

interface Look {
  readonly tool: string;
  readonly input: unknown;
  readonly key?: Call['key'];
}

const LOOKS: Readonly<Record<string, (executionId: string) => Look>> = {
  'an execution': (execution_id) => ({ tool: 'get_execution', input: { execution_id } }),
  'an execution, waiting': (execution_id) => ({ tool: 'get_execution', input: { execution_id, wait_seconds: 1 } }),
  'an execution that is not there': () => ({ tool: 'get_execution', input: { execution_id: 'none' } }),
  'an execution, without its id': () => ({ tool: 'get_execution', input: {} }),
  'an execution, without arguments': () => ({ tool: 'get_execution', input: undefined }),
  'an execution, with arguments that are none': () => ({ tool: 'get_execution', input: ['x'] }),
  'an execution, with an argument too many': (execution_id) => ({
    tool: 'get_execution',
    input: { execution_id, x: 1 },
  }),
  'the executions of an environment': () => ({ tool: 'list_executions', input: { environment: 'dev' } }),
  'the executions of no environment': () => ({ tool: 'list_executions', input: {} }),
  'a log': (execution_id) => ({ tool: 'get_execution_log', input: { execution_id } }),
  'a log, with a cursor of nobody': (execution_id) => ({
    tool: 'get_execution_log',
    input: { execution_id, cursor: 'x' },
  }),
  'with a tool that there is not': () => ({ tool: 'get_nothing', input: {} }),
  'with a key that may only read': (execution_id) => ({ tool: 'get_execution', input: { execution_id }, key: 'read' }),
  'to cancel, with a key that may only read': (execution_id) => ({
    tool: 'cancel_execution',
    input: { execution_id },
    key: 'read',
  }),
};

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

/** A progress token makes no difference to a tool that tells no progress, but leads past the direct answer. */
async function ask(server: TestServer, { tool, input, key }: Look, meta: Record<string, unknown>): Promise<Answer> {
  const { headers, body } = mcpRequest('tools/call', { name: tool, arguments: input });
  const message = JSON.parse(String(body));
  Object.assign(message.params._meta, meta);
  const response = await server.fetch('/mcp', {
    method: 'POST',
    key,
    headers: headers as Record<string, string>,
    body: JSON.stringify(message),
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

describe('a call that only looks', () => {
  it.each(Object.entries(LOOKS))('at %s is answered as the SDK would answer it', async (_, look) => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    server.executor.setRun(execution_id, { status: 'succeeded' });
    await server.call('GET', `/executions/${execution_id}`);

    const direct = await ask(server, look(execution_id), {});
    const sdk = await ask(server, look(execution_id), { progressToken: 'token' });

    expect(direct).toEqual(sdk);
  });

  it('leaves the same line in the log', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    server.executor.setRun(execution_id, { status: 'succeeded' });
    await server.call('GET', `/executions/${execution_id}`);
    const look: Look = { tool: 'get_execution', input: { execution_id } };

    await ask(server, look, {});
    await ask(server, look, { progressToken: 'token' });

    const [direct, sdk] = server.log.lines.filter((line) => line['mcp_tool'] !== undefined);
    expect(direct).toMatchObject({ mcp_method: 'tools/call', mcp_tool: 'get_execution', execution_id });
    expect({ ...direct, request_id: '', time: '', duration_ms: 0 }).toEqual({
      ...sdk,
      request_id: '',
      time: '',
      duration_ms: 0,
    });
  });

  it.each([
    ['another name in the header', { 'mcp-name': 'list_executions' }],
    ['another method in the header', { 'mcp-method': 'tools/list' }],
    ['another version in the header', { 'mcp-protocol-version': '2025-11-25' }],
  ])('is refused with %s', async (_, headers) => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    const request = mcpRequest('tools/call', { name: 'get_execution', arguments: { execution_id } }, headers);

    const response = await server.fetch('/mcp', {
      method: 'POST',
      headers: request.headers as Record<string, string>,
      body: String(request.body),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: -32_020 } });
  });

  it('ends with its client, and lets the run go on', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    const gone = new AbortController();
    const input = { execution_id, wait_seconds: 25 };
    const request = mcpRequest('tools/call', { name: 'get_execution', arguments: input });
    const asked = server
      .fetch('/mcp', {
        method: 'POST',
        headers: request.headers as Record<string, string>,
        body: String(request.body),
        signal: gone.signal,
      })
      .catch(() => 'gone');
    await server.clock.untilSleeping(1000);

    gone.abort();

    expect(await asked).toBe('gone');
    const line = await server.log.until(({ mcp_method }) => mcp_method === 'tools/call');
    expect(line).toMatchObject({ mcp_tool: 'get_execution', mcp_error: 'cancelled', status: 499 });
    expect(server.executor.cancelled).toEqual([]);
  });
});
