import type { Principal } from '@sluice/core';
import type { GatewayIdentity } from '../auth/gateway-identity.ts';

/** What the handlers of one request share. @public */
export interface ServerVariables {
  /** The caller's `X-Request-Id`, or one of ours. */
  requestId: string;
  /** Who asks; set once the request is authenticated. */
  principal: Principal;
  /** The execution that the request is about. */
  executionId?: string | undefined;
  /** What an MCP request asked for. */
  mcp?: McpFacts | undefined;
  /** What the request failed with. */
  failure?: unknown;
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
}

/** Hono's environment of the pipeline server. @public */
export type ServerEnv = { Bindings: ServerBindings; Variables: ServerVariables };
