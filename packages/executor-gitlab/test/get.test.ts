import { describe, expect, it } from 'vitest';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';

it('a 404 of something in front of GitLab does not prove that a run is gone', async () => {
  const { gitlab, executor, start } = await setUp();
  const { runId } = await start({ ...TARGET, project: '1' });
  gitlab.simulator.injectFault({ kind: 'status', status: 404, body: '<html></html>', route: 'get-pipeline' });
  const error = await failure(executor.get({ runId, target: { ...TARGET, project: '1' } }));
  expect(error).toMatchObject({ name: 'ExecutorError', runIsGone: false });
});

describe('a run', () => {
  it('is followed from the queue to its success, with its stages in order', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start(TARGET, { PIPELINE_TYPE: 'bootstrap', ENVIRONMENT: 'dev' });
    const get = () => executor.get({ runId, target: TARGET });
    expect(await get()).toMatchObject({
      id: runId,
      url: expect.stringContaining(`/platform/bootstrap/-/pipelines/${runId}`),
      status: 'queued',
      stages: ['validate', 'plan', 'deploy', 'verify'].map((name) => ({ name, status: 'pending' })),
    });
    await clock.advance(1500);
    expect(await get()).toMatchObject({
      status: 'running',
      rawStatus: 'running',
      stages: [{ status: 'succeeded' }, { status: 'running' }, { status: 'pending' }, { status: 'pending' }],
    });
    await clock.advance(6000);
    const run = await get();
    expect(run).toMatchObject({ status: 'succeeded', rawStatus: 'success', failure: undefined });
    expect(run.stages.every(({ status }) => status === 'succeeded')).toBe(true);
  });

  it('that failed names the job, its stage, why, and the end of its log', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    const logLines = ['deploy: CREATE_FAILED', 'Error: \u001b[31mno quota\u001b[0m'];
    gitlab.simulator.failNext({ project: 1, job: 'deploy-bootstrap', logLines });
    const { runId } = await start(TARGET, { PIPELINE_TYPE: 'bootstrap', ENVIRONMENT: 'dev' });
    await clock.advance(10_000);
    const { status, failure: failed, stages } = await executor.get({ runId, target: TARGET });
    expect(status).toBe('failed');
    expect(stages.map((stage) => stage.status)).toEqual(['succeeded', 'succeeded', 'failed', 'skipped']);
    expect(failed).toMatchObject({
      kind: 'failed',
      message: 'Job "deploy-bootstrap" in stage "deploy" failed: its script failed.',
      job: 'deploy-bootstrap',
      stage: 'deploy',
    });
    expect(failed?.logTail).toContain('Error: \u001b[31mno quota\u001b[0m\n');
    expect(failed?.logTail).toContain('ERROR: Job failed: exit code 1');
    expect(failed?.logTail).not.toContain('section_');
  });

  it('keeps the end of a long log', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    const logLines = Array.from({ length: 1000 }, (_, index) => `line ${index} of the log`);
    gitlab.simulator.failNext({ project: 1, job: 'deploy', logLines, failureReason: 'job_execution_timeout' });
    const { runId } = await start();
    await clock.advance(10_000);
    const { failure: failed } = await executor.get({ runId, target: TARGET });
    expect(failed?.message).toContain('it took longer than it may');
    expect(failed?.logTail?.length).toBeLessThan(4100);
    expect(failed?.logTail).toContain('line 999 of the log');
    expect(failed?.logTail).not.toContain('line 1 of the log');
  });

  it.each([
    { kind: 'status', status: 403, route: 'get-trace' },
    { kind: 'status', status: 500, route: 'get-trace' },
    { kind: 'reset', route: 'get-trace' },
  ] as const)('that failed is told without a log when that is not to be had (%j)', async (fault) => {
    const { clock, gitlab, executor, start } = await setUp();
    gitlab.simulator.failNext({ project: 1, job: 'deploy', failureReason: 'some_new_reason' });
    const { runId } = await start();
    await clock.advance(10_000);
    gitlab.simulator.injectFault(fault);
    const { failure: failed } = await executor.get({ runId, target: TARGET });
    expect(failed).toMatchObject({
      message: expect.stringContaining('some new reason'),
      job: 'deploy',
      logTail: undefined,
    });
  });

  const job = (name: string, more: object = {}) => ({ name, steps: [{ command: name, durationMs: 1000 }], ...more });
  const project = (...stages: { name: string; jobs: ReturnType<typeof job>[] }[]) => ({
    projects: [{ path: 'platform/bootstrap', script: { stages } }],
  });

  it('that may fail in one job names the job that may not', async () => {
    const { clock, executor, start } = await setUp(
      project({
        name: 'test',
        jobs: [job('flaky', { outcome: 'failed', allowFailure: true }), job('strict', { outcome: 'failed' })],
      }),
    );
    const { runId } = await start();
    await clock.advance(5000);
    expect((await executor.get({ runId, target: TARGET })).failure?.job).toBe('strict');
  });

  it('that waits for a person is blocked, and goes on when the job is played', async () => {
    const { clock, gitlab, executor, start } = await setUp(
      project({ name: 'plan', jobs: [job('plan')] }, { name: 'deploy', jobs: [job('deploy', { when: 'manual' })] }),
    );
    const { runId } = await start();
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'blocked',
      rawStatus: 'manual',
      stages: [{ status: 'succeeded' }, { status: 'blocked' }],
    });
    gitlab.simulator.play({ project: 1, pipeline: Number(runId), job: 'deploy' });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it('that GitLab calls a success says that its optional manual deployment has not happened', async () => {
    const { clock, executor, start } = await setUp(
      project(
        { name: 'plan', jobs: [job('plan')] },
        { name: 'deploy', jobs: [job('deploy', { when: 'manual', allowFailure: true })] },
      ),
    );
    const { runId } = await start();
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'succeeded',
      stages: [
        { name: 'plan', status: 'succeeded' },
        { name: 'deploy', status: 'blocked' },
      ],
    });
  });

  it('that did nothing is a failure', async () => {
    const { clock, executor, start } = await setUp(
      project({ name: 'deploy', jobs: [job('deploy', { when: 'manual', allowFailure: true })] }),
    );
    const { runId } = await start();
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'failed',
      rawStatus: 'skipped',
      failure: { kind: 'skipped', message: expect.stringContaining('nothing was done') },
    });
  });

  it('that is retried keeps the order of its stages, and counts the new attempt', async () => {
    const { clock, gitlab, executor, start } = await setUp(
      project({ name: 'plan', jobs: [job('plan', { outcome: 'failed' })] }, { name: 'deploy', jobs: [job('deploy')] }),
    );
    const { runId } = await start();
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'failed' });
    gitlab.simulator.retry({ project: 1, pipeline: Number(runId) });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'succeeded',
      stages: [
        { name: 'plan', status: 'succeeded' },
        { name: 'deploy', status: 'succeeded' },
      ],
    });
  });

  it('of more than a page of jobs is read to its last', async () => {
    const jobs = Array.from({ length: 230 }, (_, index) =>
      job(`job-${index}`, index === 3 ? { outcome: 'failed' } : {}),
    );
    const { clock, gitlab, executor, start } = await setUp(project({ name: 'test', jobs }));
    const { runId } = await start();
    await clock.advance(5000);
    expect((await executor.get({ runId, target: TARGET })).failure?.job).toBe('job-3');
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'list-jobs')).toHaveLength(3);
  });
});

describe('a run that can not be read', () => {
  it('because it was deleted is gone for certain, since its project answers', async () => {
    const { gitlab, executor, start } = await setUp();
    const { runId } = await start();
    gitlab.simulator.deletePipeline({ project: 1, pipeline: Number(runId) });
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      runIsGone: true,
      retryable: false,
      message: expect.stringContaining(`pipeline ${runId} of project "platform/bootstrap"`),
    });
  });

  it('for a moment only, as a gateway says that knows no path while it reads its rules again, is there', async () => {
    const { gitlab, executor, start } = await setUp();
    const { runId } = await start();
    const body = '{"message":"no Route matched with those values"}';
    gitlab.simulator.injectFault({ kind: 'status', status: 404, body, route: 'get-pipeline' });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId });
  });

  it('because its project is hidden, or was moved out of sight, may be there all the same', async () => {
    const { gitlab, executor } = await setUp({ tokens: [{ token: TOKEN, projects: ['other/one'] }] });
    const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' }));
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      runIsGone: false,
      message: expect.stringContaining(`Check that pipeline ${runId} of project "platform/bootstrap" exists`),
    });
  });

  it('and whose project can not be asked is not said to be gone', async () => {
    const { gitlab, executor } = await setUp();
    gitlab.simulator.injectFault({ kind: 'status', status: 502, route: 'get-project' });
    expect(await failure(executor.get({ runId: '999', target: TARGET }))).toMatchObject({
      runIsGone: false,
      retryable: true,
    });
  });

  it('under the path that its project had before is told to be moved; the redirect is not followed', async () => {
    const { gitlab, executor } = await setUp({
      projects: [{ path: 'platform/new', formerPaths: ['platform/bootstrap'] }],
    });
    const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main' }));
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      runIsGone: false,
      message: expect.stringContaining('project "platform/bootstrap" has probably been moved'),
    });
    expect(gitlab.simulator.requests()).toHaveLength(1);
  });

  it.each(['', '../../user', '1/../2', 'abc', '-1'])('because its id is %j is never asked for', async (runId) => {
    const { gitlab, executor } = await setUp();
    const request = { runId, target: TARGET };
    for (const attempt of [executor.get(request), executor.cancel(request), executor.readLog(request)]) {
      expect(await failure(attempt)).toMatchObject({
        name: 'ExecutorError',
        message: expect.stringContaining('not the number'),
      });
    }
    expect(gitlab.simulator.requests()).toEqual([]);
  });

  it('because its target is no good is never asked for', async () => {
    const { gitlab, executor } = await setUp();
    const target = { project: '..', ref: 'main' };
    expect(await failure(executor.get({ runId: '1', target }))).toMatchObject({
      message: expect.stringContaining('The target is no good'),
    });
    expect(gitlab.simulator.requests()).toEqual([]);
  });

  it('for the moment may be asked for again', async () => {
    const { gitlab, executor, start } = await setUp();
    const { runId } = await start();
    gitlab.simulator.injectFault({ kind: 'status', status: 503 });
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({ retryable: true });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId });
  });
});
