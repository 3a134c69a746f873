import { EXECUTION_STATUSES, type JsonSchema } from '@sluice/core';
import type { CommonOperations } from '../agent-event/toolbox.ts';

/** What can be asked of the memory. */
export type MemoryOperation =
  | 'query-memory'
  | 'query-all-environments'
  | 'check-deployed'
  | 'list-history'
  | 'recall-execution';

const named = (maxLength: number): JsonSchema => ({ type: 'string', minLength: 1, maxLength });

const ENVIRONMENT = { environment: named(64) };
const PIPELINE = { pipeline_type: named(64) };
const TENANT = { tenant_id: named(128) };

/** What `memory.openapi.yaml` declares. */
export const MEMORY_OPERATIONS: CommonOperations<MemoryOperation> = {
  'query-memory': { method: 'GET', path: '/memory', takes: { ...ENVIRONMENT, ...PIPELINE, ...TENANT } },
  'query-all-environments': { method: 'GET', path: '/memory/environments', takes: { ...PIPELINE, ...TENANT } },
  'check-deployed': {
    method: 'GET',
    path: '/memory/deployed',
    takes: { ...PIPELINE, ...ENVIRONMENT, ...TENANT, parameters: { type: 'string', minLength: 2, maxLength: 2000 } },
  },
  'list-history': {
    method: 'GET',
    path: '/memory/executions',
    takes: {
      ...ENVIRONMENT,
      ...PIPELINE,
      ...TENANT,
      status: { type: 'string', enum: [...EXECUTION_STATUSES, 'finished', 'unfinished'] },
      since: { type: 'string', maxLength: 40 },
      until: { type: 'string', maxLength: 40 },
      limit: { type: 'integer', minimum: 1, maximum: 50 },
      cursor: named(1000),
    },
  },
  'recall-execution': {
    method: 'GET',
    path: '/memory/executions/{execution_id}',
    takes: { execution_id: named(100) },
  },
};
