import { describe, expect, it } from 'vitest';
import { BEGUN, failure, JOB, PARAMETERS, scripted, setUp, stage, TARGET, TOKEN } from './jenkins.ts';

describe('a run', () => {
  it('is followed from the queue to its success, with its stages in order', async () => {
    const { clock, jenkins, executor, start } = await setUp(scripted([stage('plan'), stage('deploy')]));
    const { runId } = await start();
    expect(await executor.get({ runId, target: TARGET })).toEqual({
      id: runId,
      url: `${jenkins.url}/job/platform/job/compute/`,
      status: 'queued',
      rawStatus: 'waiting',
      stages: [],
    });
    await clock.advance(5200);
    const run = await executor.get({ runId, target: TARGET });
    expect(run).toEqual({
      id: '1',
      url: `${jenkins.url}/job/platform/job/compute/1/`,
      status: 'running',
      rawStatus: 'IN_PROGRESS',
      stages: [{ name: 'plan', status: 'running' }],
      failure: undefined,
    });
    await clock.advance(10_000);
    expect(await executor.get({ runId: run.id, target: TARGET })).toMatchObject({
      status: 'succeeded',
      rawStatus: 'SUCCESS',
      stages: [
        { name: 'plan', status: 'succeeded' },
        { name: 'deploy', status: 'succeeded' },
      ],
    });
  });

  it('waits quietly: how long it has waited is no change', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start();
    const before = await executor.get({ runId, target: TARGET });
    await clock.advance(1000);
    expect(await executor.get({ runId, target: TARGET })).toEqual(before);
  });

  it('says that Jenkins is about to shut down', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const { runId } = await start();
    jenkins.simulator.quietDown();
    await clock.advance(60_000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'queued',
      rawStatus: 'quieting_down',
    });
  });

  it('is not over while its build finishes, though its result is known', async () => {
    const script = { stages: [stage('deploy')], postMs: 10_000 };
    const { clock, executor, startBuild } = await setUp({ jobs: [{ path: JOB, parameters: PARAMETERS, script }] });
    const { runId } = await startBuild();
    await clock.advance(2000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'running' });
    await clock.advance(10_000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it('that waits for input is blocked, and goes on when it is answered', async () => {
    const input = { message: 'Deploy to $ENVIRONMENT?' };
    const { clock, jenkins, executor, startBuild } = await setUp(scripted([stage('plan'), stage('deploy', { input })]));
    const { runId } = await startBuild();
    await clock.advance(2000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'blocked',
      rawStatus: 'PAUSED_PENDING_INPUT',
      stages: [{ status: 'succeeded' }, { status: 'blocked' }],
    });
    jenkins.simulator.answerInput({ job: JOB, build: 1, input: 'Deploy' });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it('that was aborted at its input is cancelled', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp(
      scripted([stage('deploy', { input: { message: '?' } })]),
    );
    const { runId } = await startBuild();
    jenkins.simulator.answerInput({ job: JOB, build: 1, input: 'Deploy', decision: 'abort' });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'cancelled',
      rawStatus: 'ABORTED',
      failure: undefined,
    });
  });

  it.each([
    ['freestyle', { kind: 'freestyle' as const }, {}],
    ['of a Jenkins without the stage view', {}, { hasStageView: false }],
  ])('%s has no stages, and is told all the same', async (_, job, options) => {
    const { clock, executor, startBuild } = await setUp({ ...scripted([stage('deploy')], job), ...options });
    const { runId } = await startBuild();
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'running', stages: [] });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded', stages: [] });
  });

  it('that is freestyle is not asked for stages', async () => {
    const { jenkins, executor, startBuild } = await setUp(scripted([stage('deploy')], { kind: 'freestyle' }));
    const { runId } = await startBuild();
    await executor.get({ runId, target: TARGET });
    expect(jenkins.simulator.requests().filter(({ route }) => route === 'describe-run')).toEqual([]);
  });
});

describe('a run that failed', () => {
  it('names the stage, why, and the end of the log', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp(
      scripted([stage('plan'), stage('deploy'), stage('verify')]),
    );
    jenkins.simulator.failNext({ job: JOB, stage: 'deploy', logLines: ['CREATE_FAILED', 'Error: no quota ü'] });
    const { runId } = await startBuild();
    await clock.advance(10_000);
    const run = await executor.get({ runId, target: TARGET });
    expect(run).toMatchObject({ status: 'failed', rawStatus: 'FAILURE' });
    expect(run.stages.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'skipped']);
    expect(run.failure).toMatchObject({
      kind: 'failed',
      message: 'The build failed, in stage "deploy": script returned exit code 1.',
      stage: 'deploy',
      logTail: expect.stringContaining('CREATE_FAILED\nError: no quota ü\n'),
    });
    expect(run.failure?.logTail).toMatch(/Finished: FAILURE\n$/);
  });

  it('keeps the end of a long log, and reads no more of it than that', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp();
    const logLines = Array.from({ length: 5000 }, (_, index) => `line ${index} of the log`);
    jenkins.simulator.failNext({ job: JOB, stage: 'deploy', logLines });
    const { runId } = await startBuild();
    await clock.advance(10_000);
    const { failure: failed } = await executor.get({ runId, target: TARGET });
    expect(failed?.logTail?.length).toBeLessThan(4100);
    expect(failed?.logTail).toContain('line 4999 of the log');
    const [, tail] = jenkins.simulator.requests().filter(({ route }) => route === 'get-log');
    expect(Number(tail?.query['start'])).toBeGreaterThan(50_000);
  });

  it.each([
    ['unstable', 'UNSTABLE', 'failed', 'is unstable: tests failed'],
    ['not_built', 'NOT_BUILT', 'skipped', 'nothing was done'],
  ] as const)('because it is %s says so', async (outcome, rawStatus, kind, message) => {
    const { clock, jenkins, executor, startBuild } = await setUp(scripted([stage('test')]));
    jenkins.simulator.failNext({ job: JOB, stage: 'test', outcome });
    const { runId } = await startBuild();
    await clock.advance(10_000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'failed',
      rawStatus,
      failure: { kind, message: expect.stringContaining(message) },
    });
  });

  it.each([
    { kind: 'status', status: 403, route: 'get-log' },
    { kind: 'reset', route: 'get-log' },
  ] as const)('is told without a log when that is not to be had (%j)', async (fault) => {
    const { clock, jenkins, executor, startBuild } = await setUp(scripted([stage('deploy')]));
    jenkins.simulator.failNext({ job: JOB, stage: 'deploy' });
    const { runId } = await startBuild();
    await clock.advance(10_000);
    jenkins.simulator.injectFault(fault);
    expect((await executor.get({ runId, target: TARGET })).failure).toMatchObject({
      stage: 'deploy',
      logTail: undefined,
    });
  });
});

describe('a run whose queue item Jenkins has forgotten', () => {
  it.each([
    ['five minutes later', 400_000, 'time'],
    ['after a restart', BEGUN, 'restart'],
  ] as const)('is found by it all the same: %s', async (_, wait, how) => {
    const { clock, jenkins, executor, start } = await setUp();
    const { runId } = await start();
    jenkins.simulator.startForeignBuild({ job: JOB });
    await clock.advance(wait);
    if (how === 'restart') jenkins.simulator.restart();
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: '1' });
  });

  it('and that waits in the queue all the same is not taken for one that did nothing', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const { runId } = await start();
    jenkins.simulator.injectFault({ kind: 'queue-item-gone' });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId, status: 'queued' });
    await clock.advance(BEGUN);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: '1' });
  });

  it('and that the queue does not show either is not known, which is said', async () => {
    const { jenkins, executor, start } = await setUp();
    jenkins.simulator.injectFault({ kind: 'late-visibility', delayMs: 60_000 });
    const { runId } = await start();
    jenkins.simulator.injectFault({ kind: 'queue-item-gone' });
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      runIsGone: false,
      message: expect.stringContaining('something of the job is in the queue that Jenkins does not show'),
    });
  });

  it('is not mistaken for the one that got its number after a crash', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const lost = await start();
    jenkins.simulator.restart({ losesQueue: true });
    const second = await start();
    expect(second.runId.split('/')[1]).toBe(lost.runId.split('/')[1]);
    await clock.advance(BEGUN);
    expect(await executor.get({ runId: second.runId, target: TARGET })).toMatchObject({ id: '1' });
    expect(await executor.get({ runId: lost.runId, target: TARGET })).toMatchObject({
      id: lost.runId,
      status: 'failed',
      failure: { kind: 'skipped', message: expect.stringContaining('Nothing was done') },
    });
  });

  it('and that was cancelled by somebody did nothing', async () => {
    const { clock, executor, jenkins, start } = await setUp();
    const { runId } = await start();
    jenkins.simulator.quietDown();
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId, status: 'cancelled' });
    await clock.advance(400_000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      id: runId,
      status: 'failed',
      rawStatus: 'gone',
    });
  });

  it('and whose build may have been deleted is not known, which is said', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(BEGUN);
    jenkins.simulator.discardBuild({ job: JOB, build: 1 });
    await clock.advance(400_000);
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining('build 1 is not there, and may have been it'),
    });
  });
});

describe('a run can not be read', () => {
  it.each(['build', 'queue item'])('by its %s when its build was deleted, which is certain', async (form) => {
    const { clock, jenkins, executor, start } = await setUp();
    const queued = await start();
    await clock.advance(BEGUN);
    jenkins.simulator.discardBuild({ job: JOB, build: 1 });
    const runId = form === 'build' ? '1' : queued.runId;
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      runIsGone: true,
      retryable: false,
      message: expect.stringContaining('Jenkins has build 1 of job "platform/compute" no more'),
    });
  });

  it.each([
    ['its job is hidden or gone too', { kind: 'status', status: 404, route: 'get-job' }],
    ['its job can not be asked', { kind: 'status', status: 502, route: 'get-job' }],
    ['Jenkins is starting', { kind: 'loading', route: 'get-job' }],
    ['its job makes no sense', { kind: 'garbage', route: 'get-job' }],
  ] as const)('when it is not there and %s, which is no certainty', async (_, fault) => {
    const { jenkins, executor, startBuild } = await setUp();
    const { runId } = await startBuild();
    jenkins.simulator.injectFault({ kind: 'status', status: 404, route: 'get-build' });
    jenkins.simulator.injectFault(fault);
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      runIsGone: false,
    });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId });
  });

  it('for a moment only, as a proxy says that knows no path while it reads its rules again, and is there', async () => {
    const { jenkins, executor, startBuild } = await setUp();
    const { runId } = await startBuild();
    jenkins.simulator.injectFault({ kind: 'status', status: 404, route: 'get-build' });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId });
  });

  it('by a user who may not see the job, which says nothing about the run', async () => {
    const { clock, jenkins, executor } = await setUp({
      users: [{ user: 'sluice', apiToken: TOKEN, permissions: ['Job/Build'] }],
    });
    jenkins.simulator.startForeignBuild({ job: JOB });
    await clock.advance(BEGUN);
    expect(await failure(executor.get({ runId: '1', target: TARGET }))).toMatchObject({
      runIsGone: false,
      message: expect.stringContaining('Check that build 1 of job "platform/compute" exists'),
    });
  });

  it.each(['../7', '7?x=1', '', 'queue/7', 'queue/1/a b'])('by the id %j, which is sent nowhere', async (runId) => {
    const { jenkins, executor } = await setUp();
    const request = { runId, target: TARGET };
    for (const attempt of [executor.get(request), executor.cancel(request), executor.readLog(request)]) {
      expect(await failure(attempt)).toMatchObject({ message: expect.stringContaining('neither the number') });
    }
    expect(jenkins.simulator.requests()).toEqual([]);
  });

  it('because its target is no good, which is asked for nowhere', async () => {
    const { jenkins, executor } = await setUp();
    expect(await failure(executor.get({ runId: '1', target: { job: '..' } }))).toMatchObject({
      message: expect.stringContaining('The target is no good'),
    });
    expect(jenkins.simulator.requests()).toEqual([]);
  });

  it.each(['get-build', 'describe-run'] as const)('for the moment (%s) may be asked for again', async (route) => {
    const { jenkins, executor, startBuild } = await setUp();
    const { runId } = await startBuild();
    jenkins.simulator.injectFault({ kind: 'loading', route });
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({ retryable: true });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ id: runId });
  });
});
