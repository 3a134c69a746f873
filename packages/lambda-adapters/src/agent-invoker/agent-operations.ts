import type { CommonOperations } from '../agent-event/toolbox.ts';

/** What `orchestration.openapi.yaml` declares. */
export const AGENT_OPERATIONS: CommonOperations<'invoke-specialized-agent'> = {
  'invoke-specialized-agent': {
    method: 'POST',
    path: '/agents/invoke',
    takes: { agent_type: { type: 'string' }, input: { type: 'string' } },
  },
};
