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
  retryOf: 'e-0',
  approval: {
    kind: 'second-person',
    requestedAt: 1_767_225_600_000,
    expiresAt: 1_767_229_200_000,
    decision: 'approved',
    decidedAt: 1_767_225_600_500,
    decidedBy: 'eve',
    reason: 'change 4711',
  },
  cancelRequestedBy: 'bob',
  cancellation: {
    requestedAt: 1_767_225_601_000,
    force: 'kill',
    attempts: 2,
    takenAt: 1_767_225_601_200,
    failure: 'busy',
  },
  unexpectedRunIds: ['8'],
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

it('what is undecided is absent on the wire, and what is only ours', () => {
  const approval = { kind: 'requester', requestedAt: 0, expiresAt: 60_000 } as const;
  const waiting = { ...EXECUTION, approval, cancellation: { requestedAt: 0, attempts: 0 }, unknownSince: 7 };

  const wire = executionToWire({ ...waiting, secretParameters: { password: 'hidden' } });

  expect(wire.approval).toEqual({
    kind: 'requester',
    requested_at: '1970-01-01T00:00:00.000Z',
    expires_at: '1970-01-01T00:01:00.000Z',
  });
  expect(wire.cancellation).toEqual({ requested_at: '1970-01-01T00:00:00.000Z', attempts: 0 });
  expect(JSON.stringify(wire)).not.toMatch(/hidden|unknown/);
});

it('what is absent is absent on the wire', () => {
  const { tenantId, sessionId, finishedAt, cancelRequestedBy, run, failure, ...most } = EXECUTION;
  const { retryOf, approval, cancellation, unexpectedRunIds, ...minimal } = most;

  expect(Object.keys(executionToWire(minimal))).not.toEqual(expect.arrayContaining(['tenant_id']));
  expect(executionFromWire(executionToWire(minimal))).toEqual({
    ...minimal,
    executor: '',
    requestDigest: '',
    target: null,
  });
});
