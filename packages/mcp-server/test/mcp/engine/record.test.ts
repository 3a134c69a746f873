import { describe, expect, it } from 'vitest';
import { startEngineServer } from '../../support/engine-server.ts';

describe('the access log says of an MCP request', () => {
  it.each(['modern', 'legacy'] as const)('which tool, which version and which execution: %s', async (era) => {
    const { log, ...server } = await startEngineServer();
    await server[era]('tools/call', { name: 'echo', arguments: { environment: 'dev' } });
    expect(log.lines.at(-1)).toMatchObject({
      mcp_method: 'tools/call',
      mcp_tool: 'echo',
      mcp_protocol_version: era === 'modern' ? '2026-07-28' : '2025-11-25',
      execution_id: 'execution-7',
    });
  });

  it.each(['modern', 'legacy'] as const)('that a tool failed, though it went well as HTTP: %s', async (era) => {
    const { log, ...server } = await startEngineServer();
    await server[era]('tools/call', { name: 'fail' });
    expect(log.lines.at(-1)).toMatchObject({ status: 200, mcp_tool: 'fail', mcp_error: 'tool_error' });
    await server[era]('tools/call', { name: 'echo', arguments: { environment: 'no' } });
    expect(log.lines.at(-1)).toMatchObject({ status: 200, mcp_tool: 'echo', mcp_error: 'tool_error' });
  });

  it.each([
    ['a tool that there is not', 'tools/call', { name: 'nothing' }, 'tools/call', '-32602'],
    ['parameters that the method does not take', 'tools/call', { name: 7 }, 'tools/call', '-32602'],
    ['a resource that there is not', 'resources/read', { uri: 'test://nothing' }, 'resources/read', '-32602'],
    ['a method that there is not', 'made/up-by-the-caller', {}, 'unknown', '-32601'],
  ])('which error of the protocol it was: %s', async (_, method, params, told, code) => {
    const { log, modern } = await startEngineServer();
    await modern(method, params);
    expect(log.lines.at(-1)).toMatchObject({ mcp_method: told, mcp_error: code });
    expect(log.lines.at(-1)).not.toHaveProperty('mcp_tool');
  });

  it('what a request that was refused asked for', async () => {
    const { log, modern } = await startEngineServer();
    await modern('tools/call', { name: 'echo' }, { headers: { 'mcp-name': 'fail' } });
    expect(log.lines.at(-1)).toMatchObject({ status: 400, mcp_method: 'tools/call', mcp_error: '-32020' });
  });

  it.each([
    ['ping', {}],
    ['initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } }],
  ])('that it was a %s', async (method, params) => {
    const { log, legacy } = await startEngineServer();
    await legacy(method, params);
    expect(log.lines.at(-1)).toMatchObject({ mcp_method: method, status: 200 });
    expect(log.lines.at(-1)).not.toHaveProperty('mcp_error');
  });

  it('nothing that a caller makes up as a version', async () => {
    const { log, legacy } = await startEngineServer();
    await legacy('ping', {}, { headers: { 'mcp-protocol-version': 'made-up-by-the-caller' } });
    expect(log.text()).not.toContain('made-up-by-the-caller');
  });

  it('one line for a call that streams, when it is done', async () => {
    const { log, modern } = await startEngineServer();
    await modern('tools/call', { name: 'progress', _meta: { progressToken: 1 } });
    const line = await log.until(({ mcp_tool }) => mcp_tool === 'progress');
    expect(line).toMatchObject({ mcp_method: 'tools/call', status: 200 });
  });
});
