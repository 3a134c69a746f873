import { describe, expect, it } from 'vitest';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';
import { job, running, script, stage, trigger } from './scripts.ts';

const FAILING = running(stage('plan', job('plan', { outcome: 'failed' })), stage('deploy', job('deploy')));

describe('a retry', () => {
  it('runs what failed again in the same run, and what was skipped after it', async () => {
    const { clock, gitlab, executor, start } = await setUp(FAILING);
    const { runId } = await start();
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'failed' });
    expect(await executor.retry?.({ runId, target: TARGET })).toMatchObject({
      id: runId,
      status: 'queued',
      stages: [
        { name: 'plan', status: 'pending' },
        { name: 'deploy', status: 'pending' },
      ],
      failure: undefined,
    });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
    expect(gitlab.simulator.pipelines(1)).toHaveLength(1);
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'retry-pipeline')).toHaveLength(1);
  });

  it('of a cancelled run lets it go on', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(1000);
    await executor.cancel({ runId, target: TARGET });
    await clock.advance(1000);
    await executor.retry?.({ runId, target: TARGET });
    await clock.advance(60_000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it('runs a job again that triggers a pipeline, as a new pipeline of that run', async () => {
    const child = { depend: true, script: script(stage('inner', job('inner', { outcome: 'failed' }))) };
    const { clock, executor, start } = await setUp(running(stage('deploy', trigger('child', child))));
    const { runId } = await start();
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'failed' });
    await executor.retry?.({ runId, target: TARGET });
    await clock.advance(5000);
    expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
  });

  it.each([
    ['is still running', 300, 'has not finished'],
    ['has succeeded', 60_000, 'no job of pipeline 1001 failed'],
  ])('of a run that %s is refused, and never sent', async (_, elapsed, message) => {
    const { clock, gitlab, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(elapsed);
    expect(await failure(executor.retry?.({ runId, target: TARGET }) ?? Promise.resolve())).toMatchObject({
      name: 'ExecutorError',
      retryable: false,
      message: expect.stringContaining(message),
    });
    expect(gitlab.simulator.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is an error where GitLab forbids it', async () => {
    const { clock, gitlab, executor } = await setUp({ ...FAILING, tokens: [{ token: TOKEN, role: 'reporter' }] });
    const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main' }));
    await clock.advance(5000);
    expect(await failure(executor.retry?.({ runId, target: TARGET }) ?? Promise.resolve())).toMatchObject({
      message: expect.stringContaining('GitLab refused to run what failed in the pipeline again: Forbidden.'),
    });
  });

  it.each(['commit-then-502', 'commit-then-reset', 'garbage'] as const)(
    'whose answer is lost (%s) is not sent again, neither then nor when it is asked for once more',
    async (kind) => {
      const { clock, gitlab, executor, start } = await setUp(FAILING);
      const { runId } = await start();
      await clock.advance(5000);
      gitlab.simulator.injectFault({ kind, route: 'retry-pipeline' });
      const retry = () => executor.retry?.({ runId, target: TARGET }) ?? Promise.resolve();
      // What GitLab answers to a retry is of no interest, only that it did it.
      if (kind === 'garbage') await retry();
      else expect(await failure(retry())).toMatchObject({ outcome: 'unknown', retryable: true });
      expect(await failure(retry())).toMatchObject({ message: expect.stringContaining('has not finished') });
      expect(gitlab.simulator.requests().filter(({ route }) => route === 'retry-pipeline')).toHaveLength(1);
    },
  );
});
