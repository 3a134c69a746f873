import type { CommonOperation, CommonOperations } from '../agent-event/toolbox.ts';

const EXECUTION_ID = { execution_id: { type: 'string' } };

/** What `executions.openapi.yaml` declares. */
export const EXECUTION_OPERATIONS: CommonOperations<'get-execution' | 'cancel-execution' | 'get-execution-log'> = {
  'get-execution': {
    method: 'GET',
    path: '/executions/{execution_id}',
    takes: { ...EXECUTION_ID, wait_seconds: { type: 'integer', minimum: 0, maximum: 25 } },
  },
  'cancel-execution': { method: 'POST', path: '/executions/{execution_id}/cancel', takes: EXECUTION_ID },
  'get-execution-log': {
    method: 'GET',
    path: '/executions/{execution_id}/log',
    takes: { ...EXECUTION_ID, cursor: { type: 'string' } },
  },
};

/** What every operation takes that executes a pipeline; its parameters are the team's. */
export const EXECUTE_TAKES: CommonOperation['takes'] = {
  environment: { type: 'string' },
  tenant_id: { type: 'string' },
};
