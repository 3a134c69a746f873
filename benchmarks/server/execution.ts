import type { Wire } from '@sluice/core';

/** What the servers that are no Sluice answer with: an execution such as Sluice answers with, of the same length. */
export const EXECUTION: Wire['Execution'] = {
  execution_id: '9e2a3c52-7f3e-4c9f-a3a8-5f1f5c7f0d11',
  version: 4,
  pipeline_type: 'deploy',
  environment: 'dev',
  parameters: { ref: '9e2a3c52-7f3e-4c9f-a3a8-5f1f5c7f0d11' },
  status: 'succeeded',
  requested_by: 'benchmark',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:01.000Z',
  last_change: { type: 'execution.succeeded', actor: 'sluice', cause: 'a reader' },
  finished_at: '2026-01-01T00:00:01.000Z',
  run: {
    executor: 'instant',
    id: 'run-9e2a3c52-7f3e-4c9f-a3a8-5f1f5c7f0d11',
    url: 'http://ci.test/run-9e2a3c52-7f3e-4c9f-a3a8-5f1f5c7f0d11',
    raw_status: 'success',
    stages: [{ name: 'deploy', status: 'succeeded' }],
  },
};
