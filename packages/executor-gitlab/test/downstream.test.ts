import { describe, expect, it } from 'vitest';
import { setUp, TARGET, TOKEN } from './gitlab.ts';
import { job, running, script, stage, trigger } from './scripts.ts';

const failing = script(stage('inner', job('migrate'), job('break', { outcome: 'failed' })));

async function setUpRun(options: Parameters<typeof setUp>[0]) {
  const bench = await setUp(options);
  const { runId } = await bench.start();
  return { ...bench, runId, get: () => bench.executor.get({ runId, target: TARGET }) };
}

describe('a job that triggers a pipeline', () => {
  it.each([{ project: undefined }, { project: 'team/app' }])(
    'and depends on it counts in its stage as that pipeline does (%j)',
    async ({ project }) => {
      const child = { project, depend: true, script: script(stage('inner', job('inner'))) };
      const { clock, get } = await setUpRun(
        running(stage('build', job('build')), stage('deploy', trigger('child', child)), stage('verify', job('verify'))),
      );
      const stages = async () => (await get()).stages.map(({ name, status }) => `${name} ${status}`).join(', ');
      expect(await stages()).toBe('build pending, deploy pending, verify pending');
      await clock.advance(2000);
      expect(await stages()).toBe('build succeeded, deploy running, verify pending');
      await clock.advance(5000);
      expect(await stages()).toBe('build succeeded, deploy succeeded, verify succeeded');
      expect(await get()).toMatchObject({ status: 'succeeded' });
    },
  );

  it('and does not depend on it is done once that has begun', async () => {
    const child = { script: script(stage('inner', job('inner', { outcome: 'failed' }))) };
    const { clock, get } = await setUpRun(running(stage('deploy', trigger('child', child))));
    await clock.advance(5000);
    expect(await get()).toMatchObject({ status: 'succeeded', stages: [{ name: 'deploy', status: 'succeeded' }] });
  });

  it('is found also in a GitLab that lists it as a bridge, which is asked for at once the next time', async () => {
    const child = { depend: true, script: failing };
    const { clock, gitlab, get } = await setUpRun({
      ...running(stage('deploy', trigger('child', child))),
      lacksTriggerJobs: true,
    });
    await clock.advance(5000);
    expect(await get()).toMatchObject({ status: 'failed', stages: [{ name: 'deploy', status: 'failed' }] });
    await get();
    const routes = gitlab.simulator.requests().map(({ route }) => route);
    expect(routes).not.toContain('list-trigger-jobs');
    expect(routes.filter((route) => route === 'list-bridges')).toHaveLength(4);
  });

  it('is asked for under its new name only where that is known', async () => {
    const { gitlab, get } = await setUpRun({});
    await get();
    await get();
    const routes = gitlab.simulator.requests().map(({ route }) => route);
    expect(routes.filter((route) => route === 'list-trigger-jobs')).toHaveLength(2);
    expect(routes).not.toContain('list-bridges');
  });

  it('has no log of its own: the log is that of the other jobs', async () => {
    const child = { depend: true, script: script(stage('inner', job('inner'))) };
    const { clock, executor, runId } = await setUpRun(
      running(stage('deploy', trigger('child', child)), stage('verify', job('verify'))),
    );
    await clock.advance(10_000);
    const { content, complete } = await executor.readLog({ runId, target: TARGET });
    expect(complete).toBe(true);
    expect(content.match(/^── .* ──$/gm)).toEqual(['── verify: verify ──']);
  });
});

describe('a failure in a pipeline that was triggered', () => {
  it('is told with project, job, stage and the end of the log', async () => {
    const child = { project: 'team/app', depend: true, script: failing };
    const { clock, get } = await setUpRun(running(stage('deploy', trigger('other', child))));
    await clock.advance(5000);
    const { failure } = await get();
    expect(failure).toMatchObject({
      kind: 'failed',
      message:
        'Job "break" in stage "inner" of pipeline 1002 of project "team/app", triggered by job "other", failed: its script failed.',
      job: 'break',
      stage: 'inner',
    });
    expect(failure?.logTail).toContain('break has run');
  });

  it('is found through several pipelines', async () => {
    const inner = { project: 'team/app', depend: true, script: failing };
    const child = { depend: true, script: script(stage('middle', trigger('further', inner))) };
    const { clock, get } = await setUpRun(running(stage('deploy', trigger('child', child))));
    await clock.advance(5000);
    expect((await get()).failure).toMatchObject({
      job: 'break',
      message: expect.stringContaining('triggered by job "child" and then job "further", failed'),
    });
  });

  it('is followed so deep only', async () => {
    let child = { depend: true, script: failing };
    for (let depth = 0; depth < 4; depth += 1) {
      child = { depend: true, script: script(stage('middle', trigger(`level-${depth}`, child))) };
    }
    const { clock, get } = await setUpRun(running(stage('deploy', trigger('top', child))));
    await clock.advance(10_000);
    expect((await get()).failure).toMatchObject({ job: 'level-1', logTail: undefined });
  });

  it('that the access token may not read is said to be there', async () => {
    const child = { project: 'team/app', depend: true, script: failing };
    const { clock, get } = await setUpRun({
      ...running(stage('deploy', trigger('other', child))),
      tokens: [{ token: TOKEN, projects: ['platform/bootstrap'] }],
    });
    await clock.advance(5000);
    expect((await get()).failure).toEqual({
      kind: 'failed',
      message:
        'Job "other" in stage "deploy" failed: pipeline 1002 of project "team/app", which it triggered, did not succeed; the access token could not read why, since it needs the Reporter role there.',
      job: 'other',
      stage: 'deploy',
      logTail: undefined,
    });
  });

  it('that never came to be is told by the reason that GitLab gives', async () => {
    const { clock, get } = await setUpRun(running(stage('deploy', trigger('other', { project: 'no/where' }))));
    await clock.advance(5000);
    expect((await get()).failure).toMatchObject({
      job: 'other',
      message: expect.stringContaining('the project that it triggers a pipeline in was not found'),
    });
  });
});
