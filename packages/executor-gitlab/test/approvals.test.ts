import type { AnswerApprovalRequest, AnswerApprovalResult, PendingApproval, PipelineExecutor } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { GitLabTarget } from '../src/index.ts';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';
import { job, running, stage, trigger } from './scripts.ts';

const GATED = running(
  stage('plan', job('plan')),
  stage('deploy', job('deploy', { when: 'manual' })),
  stage('verify', job('verify')),
);

type Executor = PipelineExecutor<GitLabTarget>;

async function pending(executor: Executor, runId: string): Promise<readonly PendingApproval[]> {
  return (await executor.pendingApprovals?.({ runId, target: TARGET })) ?? [];
}

async function answer(
  executor: Executor,
  request: Partial<AnswerApprovalRequest<GitLabTarget>> & { runId: string },
): Promise<AnswerApprovalResult | undefined> {
  return executor.answerApproval?.({ target: TARGET, approvalId: '', decision: 'approve', ...request });
}

async function setUpGated(options = GATED) {
  const bench = await setUp(options);
  const { runId } = await bench.start();
  await bench.clock.advance(5000);
  const [approval] = await pending(bench.executor, runId);
  return { ...bench, runId, approvalId: approval?.id ?? 'none' };
}

describe('what a run waits for', () => {
  it('is the manual job that it has come to, under the name of that job', async () => {
    const { clock, gitlab, executor, start } = await setUp(GATED);
    const { runId } = await start();
    expect(await pending(executor, runId)).toEqual([]);
    await clock.advance(5000);
    expect(await pending(executor, runId)).toEqual([
      {
        id: '5002',
        title: 'deploy',
        stage: 'deploy',
        url: `${gitlab.url}/platform/bootstrap/-/jobs/5002`,
        canReject: false,
      },
    ]);
  });

  it('may be a job that triggers a pipeline', async () => {
    const { executor, runId } = await setUpGated(
      running(stage('deploy', trigger('other', { project: 'team/app' }, { when: 'manual' }))),
    );
    expect(await pending(executor, runId)).toMatchObject([{ title: 'other' }]);
  });

  it('is told from what it does not wait for, which can be let run all the same', async () => {
    const { executor, runId } = await setUpGated(
      running(
        stage('ask', job('optional', { when: 'manual', allowFailure: true })),
        stage('later', job('later', { when: 'delayed' })),
      ),
    );
    expect(await pending(executor, runId)).toMatchObject([
      { title: 'optional (optional: the pipeline does not wait for it)', stage: 'ask' },
      { title: 'later (delayed: it starts by itself when its time has come)', stage: 'later' },
    ]);
  });

  it('is still there when all the rest has succeeded, as an optional deployment is', async () => {
    const { executor, runId } = await setUpGated(
      running(stage('plan', job('plan')), stage('deploy', job('deploy', { when: 'manual', allowFailure: true }))),
    );
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
    expect(await pending(executor, runId)).toMatchObject([{ stage: 'deploy' }]);
  });

  it.each(['failed', 'cancelled'])('is nothing in a run that has %s', async (status) => {
    const { clock, executor, start } = await setUp(
      running(
        stage('ask', job('optional', { when: 'manual', allowFailure: true })),
        stage('deploy', job('deploy', status === 'failed' ? { outcome: 'failed' } : {})),
      ),
    );
    const { runId } = await start();
    await clock.advance(800);
    if (status === 'cancelled') await executor.cancel({ runId, target: TARGET });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status });
    expect(await pending(executor, runId)).toEqual([]);
  });
});

describe('an approval', () => {
  it('lets the job run', async () => {
    const { clock, executor, runId, approvalId } = await setUpGated();
    expect(await answer(executor, { runId, approvalId })).toEqual({ outcome: 'answered' });
    expect(await pending(executor, runId)).toEqual([]);
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it('lets a delayed job run before its time', async () => {
    const { clock, executor, runId, approvalId } = await setUpGated(
      running(stage('later', job('later', { when: 'delayed', startInMs: 3_600_000 }))),
    );
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'blocked', rawStatus: 'scheduled' });
    expect(await answer(executor, { runId, approvalId })).toEqual({ outcome: 'answered' });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it.each([0, 300, 60_000])(
    'that comes a second time, %i ms later, never runs the job again, though GitLab would',
    async (elapsed) => {
      const { clock, gitlab, executor, runId, approvalId } = await setUpGated();
      await answer(executor, { runId, approvalId });
      await clock.advance(elapsed);
      expect(await answer(executor, { runId, approvalId })).toEqual({ outcome: 'not_pending' });
      expect(gitlab.simulator.requests().filter(({ route }) => route === 'play-job')).toHaveLength(1);
      await clock.advance(60_000);
      const deploys = gitlab.simulator.pipelines(1)[0]?.jobs.filter(({ name }) => name === 'deploy');
      expect(deploys).toMatchObject([{ status: 'success' }]);
    },
  );

  it('that somebody else gives between the look and the answer is not pending', async () => {
    const { gitlab, executor, runId, approvalId } = await setUpGated();
    gitlab.simulator.injectFault({
      kind: 'status',
      status: 400,
      body: JSON.stringify({ message: '400 Bad request - Unplayable Job' }),
      route: 'play-job',
    });
    expect(await answer(executor, { runId, approvalId })).toEqual({ outcome: 'not_pending' });
  });

  it.each(['commit-then-502', 'commit-then-reset', 'commit-then-timeout'] as const)(
    'whose answer is lost (%s) is unknown; asked again, it looks and plays nothing twice',
    async (kind) => {
      const { clock, gitlab, executor, start } = await setUp(GATED, { requestTimeoutMs: 1500 });
      const { runId } = await start();
      await clock.advance(5000);
      const [approval] = await pending(executor, runId);
      const approvalId = approval?.id ?? 'none';
      gitlab.simulator.injectFault({ kind, route: 'play-job' });
      expect(await failure(answer(executor, { runId, approvalId }))).toMatchObject({
        outcome: 'unknown',
        retryable: true,
        message: expect.stringContaining('looked at first'),
      });
      expect(await answer(executor, { runId, approvalId })).toEqual({ outcome: 'not_pending' });
      expect(gitlab.simulator.requests().filter(({ route }) => route === 'play-job')).toHaveLength(1);
    },
  );

  it('that was lost before GitLab did anything is given when it is asked for again', async () => {
    const { gitlab, executor, runId, approvalId } = await setUpGated();
    gitlab.simulator.injectFault({ kind: 'reset', route: 'play-job' });
    expect(await failure(answer(executor, { runId, approvalId }))).toMatchObject({ outcome: 'unknown' });
    expect(await answer(executor, { runId, approvalId })).toEqual({ outcome: 'answered' });
  });

  it('of an attempt that a retry has replaced is not pending: the next attempt is another question', async () => {
    const { clock, gitlab, executor, runId, approvalId } = await setUpGated();
    await executor.cancel({ runId, target: TARGET });
    await clock.advance(1000);
    gitlab.simulator.retry({ project: 1, pipeline: Number(runId) });
    await clock.advance(1000);
    const [next] = await pending(executor, runId);
    expect(next?.id).not.toBe(approvalId);
    expect(await answer(executor, { runId, approvalId })).toEqual({ outcome: 'not_pending' });
    expect(await answer(executor, { runId, approvalId: next?.id ?? '' })).toEqual({ outcome: 'answered' });
  });

  it('of a protected environment is for those only who may', async () => {
    const { executor, runId, approvalId } = await setUpGated({
      ...running(stage('deploy', job('deploy', { when: 'manual', protectedEnvironment: true }))),
      tokens: [{ token: TOKEN, role: 'developer' }],
    });
    expect(await failure(answer(executor, { runId, approvalId }))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining('a protected environment may let others only'),
    });
  });
});

describe('an answer that can not be given', () => {
  it.each([
    ['is none of this run', { approvalId: '999999' }],
    ['is no number', { approvalId: '../1' }],
    ['rejects a manual job', { decision: 'reject' as const }],
    ['has inputs, of which a manual job declares none', { inputs: { VERSION: '1' } }],
  ])('since it %s is an invalid request, and plays nothing', async (_, request) => {
    const { gitlab, executor, runId, approvalId } = await setUpGated();
    expect(await failure(answer(executor, { runId, approvalId, ...request }))).toMatchObject({
      code: 'invalid_request',
      fields: [{ field: expect.any(String) }],
    });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'play-job')).toEqual([]);
  });

  it('to another run than the job is of is an invalid request', async () => {
    const { clock, executor, start, approvalId } = await setUpGated();
    const other = await start();
    await clock.advance(5000);
    expect(await failure(answer(executor, { runId: other.runId, approvalId }))).toMatchObject({
      code: 'invalid_request',
    });
  });
});
