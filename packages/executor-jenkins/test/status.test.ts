import { describe, expect, it } from 'vitest';
import { isOver, rawBuildStatus, rawItemStatus, runStatus, stageStatuses } from '../src/status.ts';

const over = (result: string | null) => ({ building: false, inProgress: false, result });

describe('the status of a build', () => {
  it.each([
    ['SUCCESS', 'succeeded'],
    ['UNSTABLE', 'failed'],
    ['FAILURE', 'failed'],
    ['NOT_BUILT', 'failed'],
    ['ABORTED', 'cancelled'],
  ])('that ended as %s is %s', (result, expected) => {
    expect(runStatus(over(result))).toBe(expected);
    expect(rawBuildStatus(over(result))).toBe(result);
  });

  it.each(['BRILLIANT', '', 'success', 'toString'])(
    'with a result that Jenkins adds later (%j) is never a success',
    (result) => {
      expect(runStatus(over(result))).toBe('failed');
    },
  );

  it.each([
    ['it is building', { building: true, inProgress: true, result: null }],
    ['it finishes, with its result known', { building: false, inProgress: true, result: 'SUCCESS' }],
    ['it builds on after it failed', { building: true, inProgress: true, result: 'FAILURE' }],
    ['only inProgress is false', { building: true, inProgress: false, result: 'SUCCESS' }],
    ['it has ended but has no result', { building: false, inProgress: false, result: null }],
  ])('is running while %s', (_, state) => {
    expect(isOver(state)).toBe(false);
    expect(runStatus(state)).toBe('running');
    expect(rawBuildStatus(state)).toBe('IN_PROGRESS');
  });

  it('goes by building where Jenkins is too old to tell inProgress', () => {
    expect(runStatus({ building: true, result: 'SUCCESS' })).toBe('running');
    expect(runStatus({ building: false, result: 'SUCCESS' })).toBe('succeeded');
  });

  it('is blocked while the pipeline waits for input, and not once it is over', () => {
    const running = { building: true, inProgress: true, result: null };
    expect(runStatus(running, 'PAUSED_PENDING_INPUT')).toBe('blocked');
    expect(rawBuildStatus(running, 'PAUSED_PENDING_INPUT')).toBe('PAUSED_PENDING_INPUT');
    expect(runStatus(over('ABORTED'), 'PAUSED_PENDING_INPUT')).toBe('cancelled');
    expect(runStatus(running, 'SUCCESS')).toBe('running');
  });
});

describe('the statuses of stages', () => {
  it.each([
    ['SUCCESS', 'succeeded'],
    ['UNSTABLE', 'failed'],
    ['FAILED', 'failed'],
    ['ABORTED', 'cancelled'],
    ['IN_PROGRESS', 'running'],
    ['PAUSED_PENDING_INPUT', 'blocked'],
    ['LEVITATING', 'running'],
  ])('%s is %s', (status, expected) => {
    expect(stageStatuses([status], false)).toEqual([expected]);
  });

  it('tell a stage that was left out from one that is still to come', () => {
    const statuses = ['SUCCESS', 'NOT_EXECUTED', 'IN_PROGRESS', 'NOT_EXECUTED'];
    expect(stageStatuses(statuses, false)).toEqual(['succeeded', 'skipped', 'running', 'pending']);
    expect(stageStatuses(statuses.slice(0, 2), true)).toEqual(['succeeded', 'skipped']);
    expect(stageStatuses([], true)).toEqual([]);
  });
});

describe('the status of a queue item in words', () => {
  it.each([
    ['waiting', { _class: 'hudson.model.Queue$WaitingItem' }],
    ['blocked', { _class: 'hudson.model.Queue$BlockedItem' }],
    ['buildable', { _class: 'hudson.model.Queue$BuildableItem', stuck: false }],
    ['left', { _class: 'hudson.model.Queue$LeftItem' }],
    ['stuck', { _class: 'hudson.model.Queue$BuildableItem', stuck: true }],
    ['queued', {}],
  ])('%s', (expected, item) => {
    expect(rawItemStatus(item, false)).toBe(expected);
    expect(rawItemStatus(item, true)).toBe('quieting_down');
  });
});
