import { describe, expect, it } from 'vitest';
import { hasBegun, isOver, runStatus, stageStatus } from '../src/status.ts';

describe('the status of a pipeline', () => {
  it.each([
    ['created', 'queued'],
    ['waiting_for_resource', 'queued'],
    ['preparing', 'queued'],
    ['waiting_for_callback', 'queued'],
    ['pending', 'queued'],
    ['running', 'running'],
    ['canceling', 'running'],
    ['manual', 'blocked'],
    ['scheduled', 'blocked'],
    ['success', 'succeeded'],
    ['failed', 'failed'],
    ['skipped', 'failed'],
    ['canceled', 'cancelled'],
  ])('%s is %s', (status, expected) => {
    expect(runStatus(status)).toBe(expected);
  });

  it.each(['paused_by_policy', '', 'toString', 'SUCCESS'])(
    'one that GitLab adds later (%j) counts as running',
    (status) => {
      expect(runStatus(status)).toBe('running');
    },
  );
});

describe('the status of a stage', () => {
  const job = (status: string, allowFailure = false) => ({ status, allow_failure: allowFailure });

  it.each([
    ['nothing has begun', ['created', 'pending'], 'pending'],
    ['one waits and one is done', ['success', 'pending'], 'running'],
    ['one has failed and one runs', ['failed', 'running'], 'running'],
    ['one is being cancelled', ['canceling', 'canceled'], 'running'],
    ['one waits for a person', ['success', 'manual'], 'blocked'],
    ['one waits for its time', ['scheduled'], 'blocked'],
    ['one has failed', ['success', 'failed', 'canceled'], 'failed'],
    ['one was cancelled', ['success', 'canceled'], 'cancelled'],
    ['all were skipped', ['skipped', 'skipped'], 'skipped'],
    ['some were skipped', ['success', 'skipped'], 'succeeded'],
    ['all are done', ['success', 'success'], 'succeeded'],
    ['one has a status from the future', ['success', 'levitating'], 'running'],
  ])('when %s', (_, statuses, expected) => {
    expect(stageStatus(statuses.map((status) => job(status)))).toBe(expected);
  });

  it('is succeeded when only a job failed that may', () => {
    expect(stageStatus([job('success'), job('failed', true)])).toBe('succeeded');
  });

  it('leaves an optional manual job aside when the others have done something', () => {
    expect(stageStatus([job('success'), job('manual', true)])).toBe('succeeded');
  });

  it('is blocked when it has nothing but an optional manual job, since it has done nothing', () => {
    expect(stageStatus([job('manual', true)])).toBe('blocked');
  });
});

it('knows which jobs may have a log, and whose does not grow any more', () => {
  expect(['created', 'pending', 'manual', 'scheduled', 'skipped'].filter(hasBegun)).toEqual([]);
  expect(['running', 'canceling', 'success', 'failed', 'canceled', 'levitating'].every(hasBegun)).toBe(true);
  expect(['success', 'failed', 'canceled', 'skipped'].every(isOver)).toBe(true);
  expect(['running', 'canceling', 'created', 'levitating'].filter(isOver)).toEqual([]);
});
