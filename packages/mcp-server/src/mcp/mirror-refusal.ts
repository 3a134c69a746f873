import type { CallToolRequestParams, InboundClassificationOutcome } from '@modelcontextprotocol/server';
import { mirrorFault } from './mirrored-arguments.ts';
import { jsonRpcError } from './protocol/json-rpc-error.ts';
import type { McpView } from './registry.ts';

/** What 2026-07-28 calls `HeaderMismatch`. */
const HEADER_MISMATCH = -32_020;

/** Refuses a tool call whose arguments are not what its headers say of them. Undefined: it may go on. */
export function mirrorRefusal(
  route: InboundClassificationOutcome,
  { headers }: Request,
  { tools }: McpView,
): Response | undefined {
  if (route.kind !== 'modern' || route.messageKind !== 'request') return undefined;
  const { method, params = {}, id } = route.message;
  if (method !== 'tools/call') return undefined;
  const { name, arguments: input = {} } = params as Partial<CallToolRequestParams>;
  const mirrored = tools.get(String(name))?.mirrored ?? [];
  const fault = mirrorFault(mirrored, input, headers);
  if (fault === undefined) return undefined;
  return jsonRpcError(400, HEADER_MISMATCH, `The request's headers and its body disagree: ${fault}.`, id);
}
