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
    executor: 'gitlab',
    target: null,
    ...fields,
  };
}

/** Makes the next version of an execution. */
export function next(execution: Execution, fields: Partial<Execution> = {}): Execution {
  return { ...execution, version: execution.version + 1, updatedAt: execution.updatedAt + 1, ...fields };
}
