import { describe, expect, it } from 'vitest';
import { createJenkinsExecutor } from '../src/index.ts';
import { BEGUN, failure, JOB, PARAMETERS, PASSWORD, setUp, TARGET, TOKEN } from './jenkins.ts';

describe('a cancellation with force', () => {
  const ignoring = (heeds: 'term' | 'kill', kind: 'pipeline' | 'freestyle' = 'pipeline') => ({
    jobs: [
      {
        path: JOB,
        kind,
        parameters: PARAMETERS,
        script: { stages: [{ name: 'deploy', steps: [{ command: './deploy', durationMs: 600_000 }] }], heeds },
      },
    ],
  });

  it('goes exactly as far as it says', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp(ignoring('kill'));
    const { runId } = await startBuild();
    const status = async () => (await executor.get({ runId, target: TARGET })).status;
    for (const force of [undefined, 'terminate'] as const) {
      await executor.cancel({ runId, target: TARGET, force });
      await clock.advance(5000);
      expect(await status()).toBe('running');
    }
    await executor.cancel({ runId, target: TARGET, force: 'kill' });
    expect(await status()).toBe('cancelled');
    const stops = jenkins.simulator.requests().filter(({ route }) => route === 'stop-build');
    expect(stops.map(({ path }) => path.split('/').at(-1))).toEqual(['stop', 'term', 'kill']);
  });

  it('terminates what does not heed being asked', async () => {
    const { clock, executor, startBuild } = await setUp(ignoring('term'));
    const { runId } = await startBuild();
    await executor.cancel({ runId, target: TARGET, force: 'terminate' });
    await clock.advance(1000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'cancelled' });
  });

  it.each(['terminate', 'kill'] as const)(
    'that freestyle builds do not have (%s) is refused, unsent',
    async (force) => {
      const { clock, jenkins, executor, startBuild } = await setUp(ignoring('term', 'freestyle'));
      const { runId } = await startBuild();
      expect(await failure(executor.cancel({ runId, target: TARGET, force }))).toMatchObject({
        name: 'ExecutorError',
        retryable: false,
        message: expect.stringContaining(`Jenkins can ${force} only the builds of pipelines`),
      });
      expect(jenkins.simulator.requests().filter(({ route }) => route === 'stop-build')).toEqual([]);
      await clock.advance(600_000);
      await executor.cancel({ runId, target: TARGET, force });
    },
  );

  it.each(['terminate', 'kill'] as const)('takes a run out of the queue like any other (%s)', async (force) => {
    const { clock, jenkins, executor, start } = await setUp(ignoring('kill'));
    const { runId } = await start();
    await executor.cancel({ runId, target: TARGET, force });
    await clock.advance(60_000);
    expect(jenkins.simulator.builds(JOB)).toEqual([]);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'cancelled' });
  });

  it('is declared, mildest first', async () => {
    const { executor } = await setUp();
    expect(executor.capabilities.force).toEqual(['terminate', 'kill']);
  });

  it('of a build that was deleted says that it is gone', async () => {
    const { jenkins, executor, startBuild } = await setUp();
    const { runId } = await startBuild();
    jenkins.simulator.discardBuild({ job: JOB, build: 1 });
    expect(await failure(executor.cancel({ runId, target: TARGET, force: 'kill' }))).toMatchObject({ runIsGone: true });
  });
});

describe('a cancellation', () => {
  it('in the queue takes the run out of it', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const { runId } = await start();
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({
      status: 'cancelled',
      rawStatus: 'cancelled',
    });
    await clock.advance(60_000);
    expect(jenkins.simulator.builds(JOB)).toEqual([]);
  });

  it('asks a build to stop, which it does a moment later', async () => {
    const { clock, executor, startBuild } = await setUp();
    const { runId } = await startBuild();
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'running' });
    await clock.advance(1000);
    const run = await executor.get({ runId, target: TARGET });
    expect(run).toMatchObject({ status: 'cancelled', rawStatus: 'ABORTED', failure: undefined });
    expect(run.stages.at(-1)?.status).toBe('cancelled');
  });

  it('by the id from the queue stops the build that came of it', async () => {
    const { clock, executor, jenkins, start } = await setUp();
    const { runId } = await start();
    await clock.advance(6000);
    await executor.cancel({ runId, target: TARGET });
    await clock.advance(1000);
    expect(jenkins.simulator.builds(JOB)).toMatchObject([{ result: 'ABORTED' }]);
  });

  it.each([undefined, 404, 422, 302])('that comes too late for the queue (%s) stops the build', async (status) => {
    const { clock, jenkins, start } = await setUp();
    const { runId } = await start();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { url } = input instanceof Request ? input : new Request(input);
      if (url.includes('/queue/cancelItem')) await clock.advance(BEGUN);
      return globalThis.fetch(input, init);
    };
    const executor = createJenkinsExecutor({ baseUrl: jenkins.url, user: 'sluice', token: TOKEN, fetch });
    if (status !== undefined) jenkins.simulator.injectFault({ kind: 'status', status, route: 'cancel-queue-item' });
    await executor.cancel({ runId, target: TARGET });
    await clock.advance(1000);
    expect(jenkins.simulator.builds(JOB)).toMatchObject([{ result: 'ABORTED' }]);
  });

  it('that Jenkins did not heed in the queue is an error', async () => {
    const { executor, start } = await setUp({
      users: [{ user: 'sluice', apiToken: TOKEN, permissions: ['Job/Read', 'Job/Build'] }],
    });
    const { runId } = await start();
    expect(await failure(executor.cancel({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining('Its user needs Job/Cancel'),
    });
  });

  it('may be repeated, and takes nothing from a run that has finished or was cancelled', async () => {
    const { clock, executor, start, startBuild } = await setUp();
    const queued = await start();
    for (let time = 0; time < 2; time += 1) await executor.cancel({ runId: queued.runId, target: TARGET });
    const { runId } = await startBuild();
    await clock.advance(60_000);
    for (let time = 0; time < 2; time += 1) await executor.cancel({ runId, target: TARGET });
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it('is an error where Jenkins forbids it', async () => {
    const { executor, startBuild } = await setUp({
      users: [{ user: 'sluice', apiToken: TOKEN, permissions: ['Job/Read', 'Job/Build'] }],
    });
    const { runId } = await startBuild();
    expect(await failure(executor.cancel({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining(
        'Jenkins refused to stop the build: sluice is missing the Job/Cancel permission',
      ),
    });
  });

  it('with a password brings a crumb, and a new one when that has expired', async () => {
    const { clock, jenkins, executor, start, startBuild } = await setUp({}, { token: undefined, password: PASSWORD });
    const queued = await start();
    await executor.cancel({ runId: queued.runId, target: TARGET });
    const { runId } = await startBuild();
    jenkins.simulator.expireSessions();
    await executor.cancel({ runId, target: TARGET });
    await clock.advance(1000);
    expect(jenkins.simulator.builds(JOB)).toMatchObject([{ result: 'ABORTED' }]);
  });
});
