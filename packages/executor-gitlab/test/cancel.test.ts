import type { GitLabServer } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';
import { job, running, script, stage, trigger } from './scripts.ts';

function statusesOf(gitlab: GitLabServer, project: string | number): readonly string[] {
  return gitlab.simulator.pipelines(project).map(({ status }) => status);
}

describe('a cancel', () => {
  it('asks for a stop; the run stops a moment later', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(1000);
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'running', rawStatus: 'canceling' });
    await clock.advance(1000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'cancelled',
      rawStatus: 'canceled',
      stages: [{ status: 'cancelled' }, { status: 'cancelled' }, { status: 'cancelled' }],
      failure: undefined,
    });
  });

  it('of a run that has not begun yet ends it at once', async () => {
    const { executor, start } = await setUp();
    const { runId } = await start();
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'cancelled' });
  });

  it('may be repeated, and takes nothing from a run that has finished', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(60_000);
    await executor.cancel({ runId, target: TARGET });
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it.each([200, 201, 204])(
    'that GitLab answers with %i and does nothing about is an error, to be asked for again',
    async (status) => {
      const { clock, gitlab, executor, start } = await setUp();
      const { runId } = await start();
      await clock.advance(1000);
      gitlab.simulator.injectFault({ kind: 'status', status, route: 'cancel-pipeline' });
      expect(await failure(executor.cancel({ runId, target: TARGET }))).toMatchObject({
        name: 'ExecutorError',
        retryable: true,
        message: expect.stringContaining('none of them is being cancelled'),
      });
      await executor.cancel({ runId, target: TARGET });
    },
  );

  it('is done where GitLab did it, whatever the body of its answer', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(1000);
    gitlab.simulator.injectFault({ kind: 'garbage', route: 'cancel-pipeline' });
    await executor.cancel({ runId, target: TARGET });
    expect(statusesOf(gitlab, 1)).toEqual(['canceling']);
  });

  it('of a run that waits for a person ends it, though GitLab leaves manual jobs as they are', async () => {
    const { clock, gitlab, executor, start } = await setUp(
      running(
        stage('plan', job('plan')),
        stage('deploy', job('deploy', { when: 'manual' })),
        stage('verify', job('verify')),
      ),
    );
    const { runId } = await start();
    await clock.advance(5000);
    await executor.cancel({ runId, target: TARGET });
    await clock.advance(1000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'cancelled' });
    expect(await executor.pendingApprovals?.({ runId, target: TARGET })).toEqual([]);
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'cancel-job')).toHaveLength(1);
  });

  it('leaves a manual job alone that the run does not wait for', async () => {
    const { clock, gitlab, executor, start } = await setUp(
      running(stage('ask', job('optional', { when: 'manual', allowFailure: true })), stage('deploy', job('deploy'))),
    );
    const { runId } = await start();
    await clock.advance(500);
    await executor.cancel({ runId, target: TARGET });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'cancel-job')).toEqual([]);
  });

  it('is an error where GitLab forbids it', async () => {
    const { gitlab, executor } = await setUp({ tokens: [{ token: TOKEN, role: 'reporter' }] });
    const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main' }));
    expect(await failure(executor.cancel({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining('GitLab refused to cancel the pipeline: Forbidden.'),
    });
  });
});

describe('a job that does not stop', () => {
  const stuck = () => setUp(running(stage('deploy', job('deploy', { stopMs: 'never' }))));

  it('leaves its run running: it is never told to be cancelled before it is', async () => {
    const { clock, executor, start } = await stuck();
    const { runId } = await start();
    await clock.advance(500);
    await executor.cancel({ runId, target: TARGET });
    await clock.advance(3_600_000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'running', rawStatus: 'canceling' });
  });

  it('is not forced unless that is asked for, and ended when it is', async () => {
    const { clock, gitlab, executor, start } = await stuck();
    const { runId } = await start();
    await clock.advance(500);
    await executor.cancel({ runId, target: TARGET });
    await executor.cancel({ runId, target: TARGET });
    expect(gitlab.simulator.requests().filter(({ query }) => 'force' in query)).toEqual([]);
    await executor.cancel({ runId, target: TARGET, force: 'kill' });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'cancelled' });
  });

  it('can only be forced by a maintainer', async () => {
    const { clock, executor, start } = await setUp({
      ...running(stage('deploy', job('deploy', { stopMs: 'never' }))),
      tokens: [{ token: TOKEN, role: 'developer' }],
    });
    const { runId } = await start();
    await clock.advance(500);
    expect(await failure(executor.cancel({ runId, target: TARGET, force: 'kill' }))).toMatchObject({
      message: expect.stringContaining('may not do this'),
    });
  });

  it('can not be ended in a way that GitLab does not have', async () => {
    const { gitlab, executor, start } = await stuck();
    const { runId } = await start();
    expect(executor.capabilities.force).toEqual(['kill']);
    expect(await failure(executor.cancel({ runId, target: TARGET, force: 'terminate' }))).toMatchObject({
      code: 'invalid_request',
    });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'cancel-pipeline')).toEqual([]);
  });
});

describe('what a run has triggered', () => {
  const elsewhere = { project: 'team/app', script: script(stage('deploy', job('deploy-app', { stopMs: 'never' }))) };

  it.each([{ depend: true }, { depend: false }])(
    'is cancelled with it, in its own project and in another (%j)',
    async ({ depend }) => {
      const child = { depend, script: script(stage('inner', trigger('further', { ...elsewhere, depend }))) };
      const { clock, gitlab, executor, start } = await setUp(
        running(stage('deploy', trigger('child', child), trigger('other', { ...elsewhere, depend }), job('wait'))),
      );
      const { runId } = await start();
      await clock.advance(800);
      expect(statusesOf(gitlab, 'team/app')).toEqual(['running', 'running']);
      await executor.cancel({ runId, target: TARGET });
      expect(statusesOf(gitlab, 'team/app')).toEqual(['canceling', 'canceling']);
      await executor.cancel({ runId, target: TARGET, force: 'kill' });
      expect(statusesOf(gitlab, 'team/app')).toEqual(['canceled', 'canceled']);
      await clock.advance(1000);
      expect(statusesOf(gitlab, 'platform/bootstrap').every((status) => status !== 'running')).toBe(true);
    },
  );

  it('and may not be cancelled is named in an error', async () => {
    const { clock, gitlab, executor, start } = await setUp({
      ...running(stage('deploy', trigger('other', elsewhere), job('wait'))),
      tokens: [{ token: TOKEN, projects: ['platform/bootstrap'] }],
    });
    const { runId } = await start();
    await clock.advance(500);
    const error = await failure(executor.cancel({ runId, target: TARGET }));
    expect(error).toMatchObject({
      name: 'ExecutorError',
      retryable: false,
      message: expect.stringContaining('not what it triggered: pipeline 1002 of project "team/app"'),
    });
    expect(statusesOf(gitlab, 'platform/bootstrap')).toEqual(['canceling']);
    expect(statusesOf(gitlab, 'team/app')).toEqual(['running']);
  });

  it('is followed so far only, however many pipelines there are: that others go on is an error, and the next attempt is for them', async () => {
    const many = Array.from({ length: 30 }, (_, index) => trigger(`other-${index}`, elsewhere));
    const { clock, gitlab, executor, start } = await setUp(running(stage('deploy', ...many, job('wait'))));
    const { runId } = await start();
    await clock.advance(500);
    const cancels = () => gitlab.simulator.requests().filter(({ route }) => route === 'cancel-pipeline').length;
    expect(await failure(executor.cancel({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      retryable: true,
      message: expect.stringContaining('10 more'),
    });
    expect(cancels()).toBe(21);
    await executor.cancel({ runId, target: TARGET });
    expect(statusesOf(gitlab, 'team/app')).not.toContain('running');
  });
});
