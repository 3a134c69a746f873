import { setImmediate } from 'node:timers/promises';
import {
  classifyInboundRequest,
  createMcpHandler,
  type InboundClassificationOutcome,
  type InboundHttpRequest,
  isJSONRPCRequest,
  ProtocolError,
  SdkError,
  SdkErrorCode,
} from '@modelcontextprotocol/server';
import type { Principal } from '@sluice/core';
import type { McpFacts } from '../http/server-env.ts';
import { answerDirectly, directCallOf } from './direct-call.ts';
import { troubleOf } from './failures.ts';
import { legacyExchange } from './legacy-exchange.ts';
import { mirrorRefusal } from './mirror-refusal.ts';
import { CLIENT_CLOSED_REQUEST, jsonRpcError } from './protocol/json-rpc-error.ts';
import { isNotedByHandler, messageFacts } from './protocol/message-facts.ts';
import { createMcpRuntime, type McpCaller, type McpServingOptions } from './runtime.ts';
import { createMcpServer } from './server.ts';

/** MCP over HTTP: one message in, its answer out. */
export interface McpEndpoint {
  /** Answers one message, which was read, limited and authenticated before. */
  fetch(request: Request, call: McpHttpCall): Promise<Response>;
  /** Ends waits and subscriptions, lets the calls answer that are under way, and takes no new ones. */
  close(): Promise<void>;
}

/** What came before the endpoint. */
export interface McpHttpCall {
  readonly principal: Principal;
  /** The parsed body: one JSON-RPC message. */
  readonly body: unknown;
  /** Names the request in the log and towards the client, where something fails in a way that nobody foresaw. */
  readonly requestId: string;
  /** Ends the waits of this call, which then answers how things are. @defaultValue the server's end does */
  readonly stopping?: AbortSignal | undefined;
  /** Takes down what was asked, for log, trace and metrics; called once, before the answer ends. */
  readonly note: (facts: McpFacts) => void;
}

/** @internal */
export interface McpEndpointOptions extends McpServingOptions {
  /** How many clients may listen for changes at a time. @defaultValue 256 */
  readonly maxSubscriptions?: number | undefined;
}

/**
 * Makes the MCP endpoint: protocol versions with and without a handshake on one URL, without sessions.
 *
 * @throws SluiceError `invalid_configuration` when two definitions have the same name
 */
export function createMcpEndpoint(options: McpEndpointOptions): McpEndpoint {
  const stopping = new AbortController();
  const runtime = createMcpRuntime(options, stopping.signal);
  const callers = new WeakMap<Request, McpCaller>();
  const modern = createMcpHandler(
    ({ requestInfo }) => {
      const caller = requestInfo === undefined ? undefined : callers.get(requestInfo);
      if (caller === undefined)
        throw new Error('The SDK asked for a server for a request that did not come from here.');
      return createMcpServer(runtime, caller, 'modern');
    },
    {
      legacy: 'reject',
      maxSubscriptions: options.maxSubscriptions ?? 256,
      onerror: (error) => {
        if (isRefusal(error)) return;
        options.logger.warn({ reason: troubleOf(error) }, 'The MCP endpoint had a fault besides its answers');
      },
      ...(options.changes === undefined ? {} : { bus: options.changes.bus }),
    },
  );

  async function serveModern(
    request: Request,
    body: unknown,
    route: InboundClassificationOutcome,
    caller: McpCaller,
  ): Promise<Response> {
    const view = runtime.registry.viewFor(caller.principal);
    const refusal = mirrorRefusal(route, request, view);
    if (refusal !== undefined) return refusal;
    const direct = directCallOf(route, request, view);
    if (direct !== undefined) return await answerDirectly(runtime, caller, view, direct, request);
    callers.set(request, caller);
    return await modern.fetch(request, { parsedBody: body });
  }

  async function serve(request: Request, body: unknown, caller: McpCaller): Promise<Response> {
    if (request.method !== 'POST')
      return jsonRpcError(405, -32_000, 'Use POST. There are no sessions and no streams to get.');
    if (Array.isArray(body)) return jsonRpcError(400, -32_600, 'Send one JSON-RPC message at a time, not a batch.');
    if (stopping.signal.aborted) return jsonRpcError(503, -32_000, 'The server closes. Ask again soon.');
    const route = classifyInboundRequest(inboundOf(request, body));
    if (route.kind !== 'legacy') return await serveModern(request, body, route, caller);
    // Notifications and answers belong to nothing that a server without sessions remembers.
    if (!isJSONRPCRequest(body)) return new Response(null, { status: 202 });
    return await legacyExchange(createMcpServer(runtime, caller, 'legacy'), body, request);
  }

  return {
    async fetch(request, call) {
      const { principal, body, requestId, note } = call;
      let noted = false;
      const caller: McpCaller = {
        principal,
        stopping: call.stopping,
        requestId: () => requestId,
        note(facts) {
          if (!noted) note(facts);
          noted = true;
        },
      };
      const response = await serve(request, body, caller).catch(goneOrThrow);
      // A call that ends because its client has gone does so in this turn.
      if (response.status === CLIENT_CLOSED_REQUEST) await setImmediate();
      if (!(noted || isNotedByHandler(body, response))) caller.note(await messageFacts(body, request, response));
      return response;
    },
    async close() {
      stopping.abort();
      await Promise.allSettled(runtime.underWay);
      // The answers are on their way once the turn is over.
      await setImmediate();
      await modern.close();
    },
  };
}

function inboundOf({ headers }: Request, body: unknown): InboundHttpRequest {
  const version = headers.get('mcp-protocol-version');
  const method = headers.get('mcp-method');
  const name = headers.get('mcp-name');
  return {
    httpMethod: 'POST',
    body,
    ...(version === null ? {} : { protocolVersionHeader: version }),
    ...(method === null ? {} : { mcpMethodHeader: method }),
    ...(name === null ? {} : { mcpNameHeader: name }),
  };
}

/** A request that the SDK refuses is the client's fault, and told in the answer and the access log. */
function isRefusal(error: Error): boolean {
  return error instanceof ProtocolError || error.message.startsWith('Rejected inbound request');
}

function goneOrThrow(error: unknown): Response {
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return new Response(null, { status: CLIENT_CLOSED_REQUEST });
  }
  throw error;
}
