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
    ...fields,
  };
}

/** Makes the next version of an execution. */
export function next(execution: Execution, fields: Partial<Execution> = {}): Execution {
  const version = execution.version + 1;
  const lastChange = { type: `execution.${fields.status ?? 'progressed'}`, actor: `actor of ${version}` } as const;
  return { ...execution, version, updatedAt: execution.updatedAt + 1, lastChange, ...fields };
}
