import { expect, it } from 'vitest';
import { type Execution, executionFromWire, executionToWire } from '../src/index.ts';

const EXECUTION: Execution = {
  executionId: 'e-1',
  version: 3,
  pipelineType: 'dns',
  environment: 'dev',
  tenantId: 'acme',
  parameters: { record: 'www' },
  status: 'failed',
  requestedBy: 'alice',
  sessionId: 's-1',
  requestDigest: 'abc',
  createdAt: 1_767_225_600_000,
  lastChange: { type: 'execution.failed', actor: 'sluice', cause: 'seen by the sweeper' },
  updatedAt: 1_767_225_601_500,
  finishedAt: 1_767_225_601_500,
  cancelRequestedBy: 'bob',
  executor: 'gitlab',
  target: { project: 'secret/path' },
  run: { id: '7', url: 'https://ci.example/7', rawStatus: 'failed', stages: [{ name: 'plan', status: 'failed' }] },
  failure: { code: 'pipeline_failed', message: 'plan failed', job: 'plan', stage: 'plan', logTail: 'Error' },
};

it('an execution survives the way over the wire, but for what only its owner knows', () => {
  expect(executionFromWire(executionToWire(EXECUTION))).toEqual({ ...EXECUTION, requestDigest: '', target: null });
});

it('the wire is snake_case JSON without the target or the digest', () => {
  const wire = executionToWire(EXECUTION, 'from a minute ago');

  expect(JSON.parse(JSON.stringify(wire))).toEqual(wire);
  expect(wire).toMatchObject({
    execution_id: 'e-1',
    created_at: '2026-01-01T00:00:00.000Z',
    note: 'from a minute ago',
  });
  expect(JSON.stringify(wire)).not.toMatch(/secret|abc/);
});

it('what is absent is absent on the wire', () => {
  const { tenantId, sessionId, finishedAt, cancelRequestedBy, run, failure, ...minimal } = EXECUTION;

  expect(Object.keys(executionToWire(minimal))).not.toEqual(expect.arrayContaining(['tenant_id']));
  expect(executionFromWire(executionToWire(minimal))).toEqual({
    ...minimal,
    executor: '',
    requestDigest: '',
    target: null,
  });
});
