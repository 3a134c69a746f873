import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compositeStatus, type GitLabStatus } from '../src/gitlab/composite-status.ts';
import { attemptTimelines, changeAt, pipelineChanges, type TimelineInput } from '../src/gitlab/timeline.ts';

describe('the status of a pipeline made of its jobs', () => {
  const of = (...jobs: (GitLabStatus | `${GitLabStatus}?`)[]) =>
    compositeStatus(
      jobs.map((text) => ({ status: text.replace('?', '') as GitLabStatus, allowFailure: text.endsWith('?') })),
    );

  it.each([
    [of('success', 'success'), 'success'],
    [of('success', 'skipped', 'manual?'), 'success'],
    [of('success', 'failed?'), 'success'],
    [of('manual?', 'skipped'), 'skipped'],
    [of('success', 'created'), 'running'],
    [of('created', 'created'), 'created'],
    [of('pending', 'created'), 'pending'],
    [of('success', 'pending'), 'running'],
    [of('success', 'manual', 'created'), 'manual'],
    [of('success', 'scheduled', 'created'), 'scheduled'],
    [of('running', 'failed'), 'running'],
    [of('success', 'failed', 'skipped'), 'failed'],
    [of('success', 'canceled'), 'canceled'],
    [of('failed', 'canceled'), 'failed'],
    [of('canceling', 'running'), 'canceling'],
    [of('success', 'waiting_for_resource'), 'waiting_for_resource'],
  ])('%s is %s', (status, expected) => {
    expect(status).toBe(expected);
  });
});

describe('whatever the script', () => {
  const jobs = fc.record({
    stage: fc.constantFrom('a', 'b', 'c'),
    durationMs: fc.nat(5000),
    queueMs: fc.nat(500),
    outcome: fc.constantFrom('success', 'failed'),
    allowFailure: fc.boolean(),
    when: fc.constantFrom('on_success', 'on_success', 'manual'),
  });
  const inputs = fc
    .record({
      jobs: fc.array(jobs, { minLength: 1, maxLength: 8 }),
      cancels: fc.array(fc.nat(9000), { maxLength: 2 }),
      jobCancels: fc.array(fc.nat(9000), { maxLength: 2 }),
    })
    .map(({ jobs: scripts, cancels, jobCancels }): TimelineInput => {
      const ordered = scripts.toSorted((a, b) => a.stage.localeCompare(b.stage));
      return {
        createdAt: 0,
        processingMs: 100,
        cancels: cancels.toSorted((a, b) => a - b),
        jobs: ordered.map(({ stage, durationMs, queueMs, outcome, allowFailure, when }, index) => ({
          stage,
          script: {
            name: `job-${index}`,
            steps: [{ command: 'x', durationMs }],
            queueMs,
            outcome: outcome === 'failed' ? 'failed' : 'success',
            allowFailure,
            when: when === 'manual' ? 'manual' : 'on_success',
          },
          replaced: [],
          id: index + 1,
          from: 0,
          playedAt: undefined,
          cancels: jobCancels.filter((_, position) => position === index),
          forced: [],
          downstream: undefined,
        })),
      };
    });

  const over: readonly GitLabStatus[] = ['success', 'failed', 'canceled', 'skipped'];

  it('changes come in the order of their times, and a job that ended stays so', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const { changes } of attemptTimelines(input)) {
          const times = changes.map(({ at }) => at);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect(changes.slice(0, -1).filter(({ status }) => over.includes(status))).toEqual([]);
        }
      }),
    );
  });

  it('no job runs before the stages before it are done with what must be done', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const attempts = attemptTimelines(input);
        for (const { changes, job: own } of attempts) {
          const startedAt = changes.find(({ status }) => status === 'running')?.at ?? Number.NaN;
          const required = attempts.filter(({ job: { stage, script } }) => stage < own.stage && !script.allowFailure);
          const open = required.filter((attempt) => changeAt(attempt.changes, startedAt)?.status !== 'success');
          expect(Number.isNaN(startedAt) ? [] : open).toEqual([]);
        }
      }),
    );
  });

  it('the pipeline comes to an end or waits for a person', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const history = pipelineChanges(input, attemptTimelines(input));
        expect(['success', 'failed', 'canceled', 'skipped', 'manual']).toContain(history.at(-1)?.status);
      }),
    );
  });
});
