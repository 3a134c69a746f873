import type { DoorRequest } from './door-request.ts';

const VERSION = '2026-07-28';

/** Writes a request of the modern era as it goes over any door. */
export function mcpRequest(
  method: string,
  params: Record<string, unknown> = {},
  headers: DoorRequest['headers'] = {},
): DoorRequest {
  const { name } = params;
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': VERSION,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return {
    method: 'POST',
    path: '/mcp',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': VERSION,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  };
}
