import type { Clock } from '@sluice/core';
import type { ExecutionMemory } from './execution-memory.ts';
import type { PipelineServer } from './pipeline-server.ts';
import type { UserConfirmation } from './user-confirmation.ts';

/** What the proxy's operations work with. */
export interface ProxyParts {
  readonly server: PipelineServer;
  readonly memory: ExecutionMemory;
  readonly clock: Clock;
  /** Whether the user is asked before an approval comes here. */
  readonly approval: UserConfirmation;
}
