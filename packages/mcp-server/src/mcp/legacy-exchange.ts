import type { JSONRPCRequest } from '@modelcontextprotocol/server';
import { PerRequestHTTPServerTransport, type Server, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { jsonRpcError } from './protocol/json-rpc-error.ts';

const KEEP_ALIVE_MS = 15_000;

/**
 * Answers one request of a client that speaks a protocol version with a handshake: as JSON, or as a stream once there is
 * progress to tell, whichever of the two the client takes. There are no sessions; a session id that came in is not looked at.
 *
 * @throws SdkError of the SDK when the client goes away before there is an answer
 */
export async function legacyExchange(server: Server, message: JSONRPCRequest, request: Request): Promise<Response> {
  const version = request.headers.get('mcp-protocol-version');
  if (message.method !== 'initialize' && version !== null && !SUPPORTED_PROTOCOL_VERSIONS.includes(version)) {
    return jsonRpcError(400, -32_000, wrongVersion(), message.id);
  }
  const transport = new PerRequestHTTPServerTransport({
    classification: { era: 'legacy' },
    responseMode: responseModeOf(request.headers.get('accept')),
    keepAliveMs: KEEP_ALIVE_MS,
  });
  await server.connect(transport);
  const response = await transport.handleMessage(message, { request });
  if (response.status === 200) return response;
  // Clients of these versions look for a JSON-RPC error in an answer that went well as HTTP, and nowhere else.
  return new Response(response.body, { status: 200, headers: response.headers });
}

/** The protocol wants clients to take both; simple ones name JSON only, or nothing. */
function responseModeOf(accept: string | null): 'auto' | 'sse' | 'json' {
  if (accept === null || accept.includes('*/*')) return 'auto';
  const takesJson = accept.includes('application/json');
  const takesStream = accept.includes('text/event-stream');
  if (takesJson && !takesStream) return 'json';
  return takesStream && !takesJson ? 'sse' : 'auto';
}

function wrongVersion(): string {
  return `The MCP-Protocol-Version is not one that this server speaks. It speaks: ${SUPPORTED_PROTOCOL_VERSIONS.join(', ')}.`;
}
