import type { RequestId } from '@modelcontextprotocol/server';

/** What nginx calls a request whose sender has gone; nobody reads the answer. */
export const CLIENT_CLOSED_REQUEST = 499;

/** Answers a request that no handler is asked about with a JSON-RPC error. */
export function jsonRpcError(status: number, code: number, message: string, id: RequestId | null = null): Response {
  const headers = status === 405 ? { allow: 'POST' } : undefined;
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id }, { status, ...(headers && { headers }) });
}
