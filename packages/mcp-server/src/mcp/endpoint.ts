import type { Principal } from '@sluice/core';
import type { McpFacts } from '../http/server-env.ts';

/** MCP over HTTP: one message in, its answer out. */
export interface McpEndpoint {
  /** Answers one message, which was read, limited and authenticated before. */
  fetch(request: Request, call: McpHttpCall): Promise<Response>;
  /** Ends the waits and subscriptions that are open. */
  close(): Promise<void>;
}

/** What came before the endpoint. */
export interface McpHttpCall {
  readonly principal: Principal;
  /** The parsed body: one JSON-RPC message. */
  readonly body: unknown;
  /** Takes down what was asked, for log, trace and metrics; called once, before the answer ends. */
  readonly note: (facts: McpFacts) => void;
}
