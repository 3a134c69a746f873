import type { Clock } from '@sluice/core';
import type { ToolCall } from '../agent-event/tool-call.ts';
import type { ExecutionMemory } from './execution-memory.ts';
import type { PipelineServer } from './pipeline-server.ts';

/** What the proxy's operations work with. */
export interface ProxyParts {
  readonly server: PipelineServer;
  readonly memory: ExecutionMemory;
  readonly clock: Clock;
  /** Whether the user is asked before an approval comes the way that a call came. */
  readonly canApprove: (call: ToolCall) => boolean;
}
