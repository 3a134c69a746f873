import type { JsonSchema } from '@sluice/core';
import type { CommonOperations } from '../agent-event/toolbox.ts';

const REQUEST: Readonly<Record<'agent_type' | 'input', JsonSchema>> = {
  agent_type: { type: 'string', example: 'bootstrap' },
  input: { type: 'string', example: 'What is deployed in dev?' },
};

/** What `orchestration.openapi.yaml` declares. */
export const AGENT_OPERATIONS: CommonOperations<'invoke-specialized-agent' | 'invoke-specialized-agents'> = {
  'invoke-specialized-agent': { method: 'POST', path: '/agents/invoke', takes: REQUEST },
  'invoke-specialized-agents': {
    method: 'POST',
    path: '/agents/invoke-all',
    takes: {
      requests: {
        type: 'array',
        items: {
          type: 'object',
          properties: REQUEST,
          required: ['agent_type', 'input'],
          additionalProperties: false,
        },
      },
    },
  },
};
