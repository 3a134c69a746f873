import { SluiceError } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { createAdmission } from '../src/guards/create-admission.ts';
import { apiKeyAuthenticator, hashApiKey, loopbackAuthenticator } from '../src/index.ts';
import { connectStdio } from './support/stdio-connection.ts';
import { KEYS, startTestServer } from './support/test-server.ts';

const LIST = { name: 'list_executions', arguments: { environment: 'dev' } };

describe('serveStdio', () => {
  it('answers whoever is on this machine, where there are no keys', async () => {
    const server = await startTestServer();
    const { ask } = connectStdio(server);
    expect(await ask('tools/call', LIST)).toMatchObject({ result: { structuredContent: { executions: [] } } });
  });

  it('executes as the principal of the key', async () => {
    const server = await startTestServer();
    const { ask } = connectStdio(server, {
      authenticate: apiKeyAuthenticator([{ id: 'laptop', sha256: hashApiKey(KEYS.all), scopes: ['read', 'execute'] }]),
      apiKey: KEYS.all,
      waitMs: 0,
    });
    const { result } = await ask('tools/list');
    const tools = result?.['tools'] as readonly { readonly name: string }[];
    const execute = tools.find(({ name }) => name.includes('app'))?.name;
    expect(await ask('tools/call', { name: execute, arguments: { environment: 'dev' } })).toMatchObject({
      result: { structuredContent: { execution_id: 'execution-1', requested_by: 'laptop' } },
    });
    expect(await server.store.get('execution-1')).toMatchObject({ requestedBy: 'laptop' });
  });

  it.each([
    ['no key', undefined, 'SLUICE_API_KEY'],
    ['an empty key', '', 'SLUICE_API_KEY'],
    ['a wrong key', 'no-such-key-00000000', 'not one of those'],
  ])('does not begin with %s', async (_, apiKey, reason) => {
    const server = await startTestServer();
    const authenticate = server.options.authenticate ?? loopbackAuthenticator();
    const { served, output } = connectStdio(server, { authenticate, apiKey });
    await expect(served).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining(reason),
    });
    expect(output()).toBe('');
  });

  it('refuses calls as soon as the key is taken away, and lets them in when it is back', async () => {
    const server = await startTestServer();
    let isValid = true;
    const { ask } = connectStdio(server, {
      authenticate: () => {
        if (isValid) return { id: 'laptop', scopes: ['read'] };
        throw new SluiceError({ code: 'unauthenticated', message: 'The API key "laptop" has expired.' });
      },
    });
    expect(await ask('tools/call', LIST)).toMatchObject({ result: { structuredContent: { executions: [] } } });
    isValid = false;
    expect(await ask('tools/call', LIST)).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining('has expired') }] },
    });
    expect((await ask('resources/read', { uri: 'sluice://executions/none' })).error?.message).toContain('has expired');
    expect(
      (await ask('prompts/get', { name: 'diagnose_execution', arguments: { execution_id: 'none' } })).error?.message,
    ).toContain('has expired');
    isValid = true;
    expect(await ask('tools/call', LIST)).toMatchObject({ result: { structuredContent: { executions: [] } } });
  });

  it('limits how often it is asked, as every door does', async () => {
    const server = await startTestServer();
    const admission = createAdmission({ requestsPerMinute: 2, clock: server.clock, load: () => false });
    const { ask } = connectStdio(server, { admission });
    await ask('tools/call', LIST);
    await ask('tools/call', LIST);
    expect(await ask('tools/call', LIST)).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining('in a minute') }] },
    });
  });

  it('writes down who asked for what, and nothing of it to the output', async () => {
    const server = await startTestServer();
    const { ask, output, end, served } = connectStdio(server);
    await ask('tools/call', { name: 'get_execution', arguments: { execution_id: 'none' } });
    const line = await server.log.until(({ mcp_tool }) => mcp_tool === 'get_execution');
    expect(line).toMatchObject({
      level: 'info',
      door: 'stdio',
      principal: 'local',
      mcp_method: 'tools/call',
      mcp_protocol_version: '2026-07-28',
      mcp_error: 'tool_error',
      message: 'MCP tools/call get_execution',
    });
    end();
    await served;
    const lines = output().trim().split('\n');
    expect(lines.map((text) => JSON.parse(text).jsonrpc)).toEqual(['2.0']);
  });

  it('tells what is no message, and goes on', async () => {
    const { write, next, ask } = connectStdio(await startTestServer());
    await ask('tools/list');
    write('[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]');
    expect(await next()).toMatchObject({ error: { code: -32_600 } });
    expect(await ask('tools/call', LIST)).toMatchObject({ result: { structuredContent: { executions: [] } } });
  });

  it('ends when its input does', async () => {
    const server = await startTestServer();
    const { ask, end, served } = connectStdio(server);
    await ask('tools/list');
    end();
    await served;
    expect(server.log.lines.at(-1)).toMatchObject({ message: 'The connection has ended', principal: 'local' });
  });

  it('ends when it is told to, and lets a call that waits answer how things are', async () => {
    const server = await startTestServer();
    await server.execute();
    const stop = new AbortController();
    const { ask, served } = connectStdio(server, { signal: stop.signal });
    const answer = ask('tools/call', {
      name: 'get_execution',
      arguments: { execution_id: 'execution-1', wait_seconds: 25 },
    });
    await server.clock.untilSleeping(1000);
    stop.abort();
    await served;
    expect(await answer).toMatchObject({ result: { structuredContent: { status: 'queued' } } });
  });

  it('follows what nobody asks about while it lasts', async () => {
    const server = await startTestServer();
    const { execution_id } = await server.execute();
    await server.clock.untilSleeping(15_000);
    server.executor.setRun(execution_id, { status: 'succeeded', rawStatus: 'success' });
    const { ask } = connectStdio(server, { sweepIntervalMs: 777 });
    await ask('tools/list');
    await server.clock.untilSleeping(777);
    expect(await server.store.get(execution_id)).toMatchObject({ status: 'succeeded' });
  });
});
