import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import type { McpFacts } from '../../http/server-env.ts';
import { CLIENT_CLOSED_REQUEST } from './json-rpc-error.ts';

const VERSIONS: ReadonlySet<string> = new Set(['2026-07-28', ...SUPPORTED_PROTOCOL_VERSIONS]);

/** Methods whose handlers note themselves what they did. */
const HANDLED: ReadonlySet<string> = new Set([
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'tasks/get',
  'tasks/update',
  'tasks/cancel',
]);

const METHODS: ReadonlySet<string> = new Set([
  ...HANDLED,
  'initialize',
  'ping',
  'logging/setLevel',
  'server/discover',
  'subscriptions/listen',
  'notifications/initialized',
  'notifications/cancelled',
  'notifications/progress',
  'notifications/roots/list_changed',
]);

/** Tells whether a handler is at work on an answer that streams already; it notes what it did when it is done. */
export function isNotedByHandler(body: unknown, response: Response): boolean {
  return isStream(response) && HANDLED.has(methodOf(body));
}

/**
 * Returns what the record says of a message that reached no handler: one that the SDK answers itself, or refuses. Only
 * words of the protocol, since whoever sends a message could fill the metrics with any other.
 */
export async function messageFacts(body: unknown, request: Request, response: Response): Promise<McpFacts> {
  const method = methodOf(body);
  const version = request.headers.get('mcp-protocol-version');
  return {
    method: METHODS.has(method) ? method : 'unknown',
    protocolVersion: version !== null && VERSIONS.has(version) ? version : undefined,
    errorType: response.status === CLIENT_CLOSED_REQUEST ? 'cancelled' : await errorTypeOf(response),
  };
}

async function errorTypeOf(response: Response): Promise<string | undefined> {
  if (response.body === null || isStream(response)) return undefined;
  const code = memberOf(memberOf(await response.clone().json(), 'error'), 'code');
  return typeof code === 'number' ? String(code) : undefined;
}

function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true;
}

function methodOf(body: unknown): string {
  const method = memberOf(body, 'method');
  return typeof method === 'string' ? method : '';
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
