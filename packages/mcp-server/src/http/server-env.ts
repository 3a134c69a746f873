import type { Principal } from '@sluice/core';

/** What the handlers of one request share. @public */
export interface ServerVariables {
  /** The caller's `X-Request-Id`, or one of ours. */
  requestId: string;
  /** Who asks; set once the request is authenticated. */
  principal: Principal;
  /** The execution that the request is about. */
  executionId?: string | undefined;
  /** What the request failed with. */
  failure?: unknown;
}

/** Hono's environment of the pipeline server. @public */
export type ServerEnv = { Variables: ServerVariables };
