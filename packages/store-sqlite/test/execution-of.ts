import type { Execution } from '@sluice/core';

/** Makes an execution that was just asked for. */
export function executionOf(executionId: string, fields: Partial<Execution> = {}): Execution {
  return {
    executionId,
    version: 1,
    pipelineType: 'bootstrap',
    environment: 'dev',
    parameters: {},
    status: 'starting',
    requestedBy: 'alice',
    requestDigest: '',
    createdAt: 1,
    updatedAt: 1,
    lastChange: { type: 'execution.starting', actor: 'alice' },
    executor: 'gitlab',
    target: null,
    run: { id: '1', rawStatus: '0', stages: [] },
    ...fields,
  };
}
