import { randomUUID } from 'node:crypto';
import type { Execution } from '@sluice/core';

/** When the cases of the suite begin: milliseconds since the epoch. */
export const START: number = Date.UTC(2026, 0, 1);

/** Makes an execution that was just asked for, with an id of its own. */
export function sampleExecution(fields: Partial<Execution> = {}): Execution {
  return {
    executionId: randomUUID(),
    version: 1,
    pipelineType: 'bootstrap',
    environment: 'dev',
    tenantId: 'acme',
    parameters: { region: 'eu-west-1', replicas: 2 },
    status: 'starting',
    requestedBy: 'alice',
    sessionId: 'session-1',
    requestDigest: '4f'.repeat(32),
    createdAt: START,
    updatedAt: START,
    lastChange: { type: 'execution.starting', actor: 'alice' },
    leaseUntil: START + 60_000,
    executor: 'gitlab',
    target: { project: 'infra/bootstrap', ref: 'main' },
    ...fields,
  };
}

/** Makes the next version of an execution. */
export function changed(execution: Execution, fields: Partial<Execution> = {}): Execution {
  return { ...execution, version: execution.version + 1, updatedAt: execution.updatedAt + 1, ...fields };
}

/** Makes the version in which an execution has finished. */
export function finished(execution: Execution, status: Execution['status'] = 'succeeded'): Execution {
  const finishedAt = execution.updatedAt + 1;
  return changed(execution, { status, leaseUntil: undefined, finishedAt });
}
