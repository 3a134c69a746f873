import { describe, expect, it } from 'vitest';
import { startEngineServer } from '../../support/engine-server.ts';
import { connectClient, modernHeaders, withEnvelope } from '../../support/mcp-clients.ts';

describe.each(['modern', 'legacy'] as const)('a call of the %s era that waits', (era) => {
  it('is told when its client goes away, and noted as cancelled', async () => {
    const { nextHeld, log, ...server } = await startEngineServer();
    const held = nextHeld();
    const client = new AbortController();
    const call = server[era]('tools/call', { name: 'hold' }, { signal: client.signal });
    const { signal, stopping } = await held;
    const told = new Promise((resolve) => signal.addEventListener('abort', resolve));
    client.abort();
    await expect(call).rejects.toThrow();
    await told;
    expect(stopping.aborted).toBe(false);
    const line = await log.until(({ route }) => route === '/mcp');
    expect(line).toMatchObject({ status: 499, mcp_method: 'tools/call', mcp_tool: 'hold', mcp_error: 'cancelled' });
    expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('is ended when the server closes, and its answer arrives', async () => {
    const { nextHeld, server: pipelineServer, ...server } = await startEngineServer();
    const held = nextHeld();
    const call = server[era]('tools/call', { name: 'hold' });
    const { stopping } = await held;
    const closing = pipelineServer.close();
    const { status, result } = await call;
    await closing;
    expect(status).toBe(200);
    expect(result).toMatchObject({ content: [{ text: 'It goes on; the server closes.' }] });
    expect(stopping.aborted).toBe(true);
  });
});

describe('a client of the SDK that cancels a call', () => {
  it.each(['legacy', 'modern'] as const)('ends the wait: %s', async (era) => {
    const { nextHeld, target } = await startEngineServer();
    const client = await connectClient(target, era);
    const held = nextHeld();
    const cancelling = new AbortController();
    const call = client.callTool({ name: 'hold', arguments: {} }, { signal: cancelling.signal });
    const { signal } = await held;
    const told = new Promise((resolve) => signal.addEventListener('abort', resolve));
    cancelling.abort('changed my mind');
    await expect(call).rejects.toThrow('changed my mind');
    // With a handshake, the cancellation comes as a message of its own, which a server without sessions can't relate.
    if (era === 'modern') await told;
  });
});

describe('a client that listens', () => {
  it('is told of the changes that it asked for, and of no others', async () => {
    const { target, bus } = await startEngineServer({ changes: true });
    const stream = await listen(target.url, target.headers, {
      toolsListChanged: true,
      resourceSubscriptions: ['test://one'],
    });
    expect(await stream.next()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    bus.publish({ kind: 'prompts_list_changed' });
    bus.publish({ kind: 'resource_updated', uri: 'test://things/7' });
    bus.publish({ kind: 'resource_updated', uri: 'test://one' });
    bus.publish({ kind: 'tools_list_changed' });
    expect(await stream.next()).toMatchObject({
      method: 'notifications/resources/updated',
      params: { uri: 'test://one' },
    });
    expect(await stream.next()).toMatchObject({ method: 'notifications/tools/list_changed' });
  });

  it('is let go when the server closes', async () => {
    const { target, server, log } = await startEngineServer({ changes: true });
    const stream = await listen(target.url, target.headers, { toolsListChanged: true });
    await stream.next();
    await server.close();
    expect(await stream.next()).toMatchObject({ id: 'listening', result: { resultType: 'complete' } });
    expect(await stream.next()).toBeUndefined();
    expect(log.text()).not.toContain('still unanswered');
  });

  it('is told at once that there is nothing to listen to, where nothing changes', async () => {
    const { target } = await startEngineServer();
    const stream = await listen(target.url, target.headers, { toolsListChanged: true });
    expect(await stream.next()).toMatchObject({ params: { notifications: {} } });
    expect(await stream.next()).toMatchObject({ id: 'listening', result: { resultType: 'complete' } });
    expect(await stream.next()).toBeUndefined();
  });
});

interface Stream {
  /** The next message; undefined at the end. */
  next(): Promise<unknown>;
}

async function listen(url: string, headers: HttpHeaders, notifications: Record<string, unknown>): Promise<Stream> {
  const method = 'subscriptions/listen';
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...modernHeaders(method), ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 'listening', method, params: withEnvelope({ notifications }) }),
  });
  const messages = messagesIn(response);
  return { next: async () => (await messages.next()).value };
}

type HttpHeaders = Readonly<Record<string, string>> | undefined;

async function* messagesIn({ body }: Response): AsyncGenerator<unknown> {
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      if (data !== undefined) yield JSON.parse(data);
      text = text.slice(end + 2);
    }
  }
}
