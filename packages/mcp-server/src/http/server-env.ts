import type { Principal } from '@sluice/core';
import type { GatewayIdentity } from '../auth/gateway-identity.ts';
import type { ProtectedResource } from '../auth/protected-resource.ts';

/** What the handlers of one request share. @public */
export interface ServerVariables {
  /** The caller's `X-Request-Id`, or one of ours. */
  requestId: string;
  /** Who asks; set once the request is authenticated. */
  principal: Principal;
  /** What those who are refused are told of tokens. */
  protectedResource?: ProtectedResource | undefined;
  /** The execution that the request is about. */
  executionId?: string | undefined;
  /** What an MCP request asked for. */
  mcp?: McpFacts | undefined;
  /** What the request failed with. */
  failure?: unknown;
  /** What every answer to the request says in its head. */
  answerHeaders: Record<string, string>;
  /** The answer that says it already. */
  completeAnswer?: Response | undefined;
  /** It is one of so many that nobody wants to read about each. */
  isUnlogged?: boolean | undefined;
}

/** What a log, a trace and a metric say of an MCP request. @public */
export interface McpFacts {
  /** The JSON-RPC method, or `unknown` for one that the protocol does not have. */
  readonly method: string;
  /** The tool that was called, where there is such a tool. */
  readonly tool?: string | undefined;
  readonly protocolVersion?: string | undefined;
  readonly executionId?: string | undefined;
  /** `tool_error` for a tool's error result, else the code of the JSON-RPC error. @defaultValue it went well */
  readonly errorType?: string | undefined;
}

/** What a door knows of a request besides the request. @public */
export interface ServerBindings {
  readonly gateway?: GatewayIdentity | undefined;
  /** The address that the request came from, as far as the door can be sure of it. */
  readonly remoteAddress?: string | undefined;
  /** Ends the waits of this request, which is then told how things are. @defaultValue the server's shutdown does */
  readonly stopping?: AbortSignal | undefined;
}

/** Hono's environment of the pipeline server. @public */
export type ServerEnv = { Bindings: ServerBindings; Variables: ServerVariables };
