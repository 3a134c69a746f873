import type { CommonOperations } from '../agent-event/toolbox.ts';

/** What `memory.openapi.yaml` declares. */
export const MEMORY_OPERATIONS: CommonOperations<'query-memory' | 'recall-execution'> = {
  'query-memory': {
    method: 'GET',
    path: '/memory',
    takes: {
      environment: { type: 'string', minLength: 1 },
      pipeline_type: { type: 'string', minLength: 1 },
      tenant_id: { type: 'string', minLength: 1 },
    },
  },
  'recall-execution': {
    method: 'GET',
    path: '/memory/executions/{execution_id}',
    takes: { execution_id: { type: 'string', minLength: 1 } },
  },
};
