import { PassThrough } from 'node:stream';
import { createVirtualClock } from '@sluice/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { McpFacts } from '../../../src/http/server-env.ts';
import { type McpStdioConnection, serveMcpStdio } from '../../../src/mcp/serve-stdio.ts';
import { SERVER_INFO } from '../../../src/mcp/server-info.ts';
import { createEngineDefinitions, type EngineDefinitions, SECRET } from '../../support/engine-definitions.ts';
import { withEnvelope } from '../../support/mcp-clients.ts';
import { type RecordedLog, recordLog } from '../../support/recorded-log.ts';

interface Wire extends EngineDefinitions {
  readonly connection: McpStdioConnection;
  readonly input: PassThrough;
  readonly log: RecordedLog;
  readonly notes: McpFacts[];
  write(message: unknown): void;
  /** The next message that the server writes. */
  read(): Promise<Record<string, unknown>>;
}

function connect(): Wire {
  const engine = createEngineDefinitions();
  const input = new PassThrough();
  const output = new PassThrough();
  const log = recordLog();
  const notes: McpFacts[] = [];
  let count = 0;
  const connection = serveMcpStdio({
    definitions: engine.definitions,
    changes: { bus: engine.bus, lists: true, resources: true },
    principal: { id: 'local', scopes: ['read'] },
    logger: log.logger,
    clock: createVirtualClock(),
    createId: () => `request-${++count}`,
    serverInfo: SERVER_INFO,
    input,
    output,
    note: (facts) => notes.push(facts),
  });
  onTestFinished(() => connection.close());
  const lines = linesOf(output);
  return {
    ...engine,
    connection,
    input,
    log,
    notes,
    write: (message) => void input.write(`${JSON.stringify(message)}\n`),
    read: async () => JSON.parse((await lines.next()).value ?? 'null'),
  };
}

async function* linesOf(stream: PassThrough): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    yield* lines;
  }
}

function modern(id: number, method: string, params: Record<string, unknown> = {}): object {
  return { jsonrpc: '2.0', id, method, params: withEnvelope(params) };
}

describe('MCP over standard input and output', () => {
  it.each([
    ['a batch', [modern(1, 'tools/list')]],
    ['no message', { hello: 'world' }],
  ])('refuses %s, and goes on', async (_, line) => {
    const { write, read } = connect();
    write(line);
    expect(await read()).toMatchObject({ id: null, error: { code: -32_600 } });
    write(modern(2, 'tools/list'));
    expect(await read()).toMatchObject({ id: 2, result: { ttlMs: 60_000 } });
  });

  it('does not mind a line that is no JSON', async () => {
    const { input, write, read } = connect();
    input.write('some other program speaks\n');
    write(modern(2, 'tools/list'));
    expect(await read()).toMatchObject({ id: 2 });
  });

  it('answers several calls of one connection, and notes each', async () => {
    const { write, read, notes } = connect();
    write(modern(1, 'tools/call', { name: 'echo', arguments: { environment: 'dev' } }));
    write(modern(2, 'tools/call', { name: 'fail', arguments: {} }));
    expect([(await read())['id'], (await read())['id']]).toEqual([1, 2]);
    expect(notes).toEqual([
      { method: 'tools/call', tool: 'echo', protocolVersion: '2026-07-28', executionId: 'execution-7' },
      { method: 'tools/call', tool: 'fail', protocolVersion: '2026-07-28', errorType: 'tool_error' },
    ]);
  });

  it('tells how far a call is, before its answer', async () => {
    const { write, read } = connect();
    write(modern(1, 'tools/call', { name: 'progress', arguments: {}, _meta: { progressToken: 'a' } }));
    for (const progress of [1, 2, 3]) {
      expect(await read()).toMatchObject({
        method: 'notifications/progress',
        params: { progressToken: 'a', progress },
      });
    }
    expect(await read()).toMatchObject({ id: 1, result: { content: [{ text: 'Done' }] } });
  });

  it('names each failure that nobody foresaw in the log, and tells nobody how', async () => {
    const { write, read, log } = connect();
    write(modern(1, 'tools/call', { name: 'fail', arguments: { code: 'crash' } }));
    const answer = JSON.stringify(await read());
    const line = log.lines.find(({ error }) => error !== undefined);
    expect(answer).toContain(`the request id ${line?.['request_id']}.`);
    expect(answer + log.text()).not.toContain(SECRET);
  });

  it('ends the wait of a call that is cancelled, and answers the next one', async () => {
    const { write, read, nextHeld, notes } = connect();
    const held = nextHeld();
    write(modern(1, 'tools/call', { name: 'hold', arguments: {} }));
    const { signal } = await held;
    const told = new Promise((resolve) => signal.addEventListener('abort', resolve));
    write({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, reason: 'enough' } });
    await told;
    write(modern(2, 'tools/list'));
    expect(await read()).toMatchObject({ id: 2 });
    expect(notes[0]).toMatchObject({ tool: 'hold', errorType: 'cancelled' });
  });

  it('lets calls answer that wait while it closes', async () => {
    const { write, read, nextHeld, connection } = connect();
    const held = nextHeld();
    write(modern(1, 'tools/call', { name: 'hold', arguments: {} }));
    await held;
    const closing = connection.close();
    expect(await read()).toMatchObject({ id: 1, result: { content: [{ text: 'It goes on; the server closes.' }] } });
    await closing;
    await connection.closed;
  });

  it('ends waits when the client has gone', async () => {
    const { write, input, nextHeld, connection } = connect();
    const held = nextHeld();
    write(modern(1, 'tools/call', { name: 'hold', arguments: {} }));
    const { signal } = await held;
    input.end();
    await connection.closed;
    expect(signal.aborted).toBe(true);
  });

  it('tells a client that listens of changes', async () => {
    const { write, read, bus } = connect();
    write(
      modern(1, 'subscriptions/listen', {
        notifications: { promptsListChanged: true, resourceSubscriptions: ['test://one'] },
      }),
    );
    expect(await read()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    bus.publish({ kind: 'tools_list_changed' });
    bus.publish({ kind: 'resources_list_changed' });
    bus.publish({ kind: 'resource_updated', uri: 'test://one' });
    bus.publish({ kind: 'prompts_list_changed' });
    expect(await read()).toMatchObject({ method: 'notifications/resources/updated', params: { uri: 'test://one' } });
    expect(await read()).toMatchObject({ method: 'notifications/prompts/list_changed' });
  });

  it('stops telling when the connection is closed', async () => {
    const { write, read, bus, connection } = connect();
    write(modern(1, 'tools/list'));
    await read();
    expect(bus.listenerCount).toBe(1);
    await connection.close();
    expect(bus.listenerCount).toBe(0);
  });
});
