import { EXECUTION_STATUSES } from '@sluice/core';
import type { CommonOperation, CommonOperations } from '../agent-event/toolbox.ts';

const EXECUTION_ID = { execution_id: { type: 'string' } };
const DECISION = { reason: { type: 'string' }, ...EXECUTION_ID };

/** The operations of `executions.openapi.yaml` by their operationId. */
export type ExecutionOperation =
  | 'list-executions'
  | 'get-execution'
  | 'cancel-execution'
  | 'approve-execution'
  | 'deny-execution'
  | 'get-execution-log';

/** What `executions.openapi.yaml` declares. */
export const EXECUTION_OPERATIONS: CommonOperations<ExecutionOperation> = {
  'list-executions': {
    method: 'GET',
    path: '/executions',
    takes: {
      environment: { type: 'string' },
      pipeline_type: { type: 'string' },
      tenant_id: { type: 'string' },
      status: { type: 'string', enum: EXECUTION_STATUSES },
      limit: { type: 'integer', minimum: 1, maximum: 10 },
      cursor: { type: 'string' },
    },
  },
  'get-execution': {
    method: 'GET',
    path: '/executions/{execution_id}',
    takes: { ...EXECUTION_ID, wait_seconds: { type: 'integer', minimum: 0, maximum: 25 } },
  },
  'cancel-execution': { method: 'POST', path: '/executions/{execution_id}/cancel', takes: EXECUTION_ID },
  'approve-execution': { method: 'POST', path: '/executions/{execution_id}/approve', takes: DECISION },
  'deny-execution': { method: 'POST', path: '/executions/{execution_id}/deny', takes: DECISION },
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
