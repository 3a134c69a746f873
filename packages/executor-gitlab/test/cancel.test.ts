import { expect, it } from 'vitest';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';

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

it('may be repeated, and takes nothing from a run that has finished', async () => {
  const { clock, executor, start } = await setUp();
  const { runId } = await start();
  await clock.advance(60_000);
  await executor.cancel({ runId, target: TARGET });
  await executor.cancel({ runId, target: TARGET });
  expect(await executor.get({ runId, target: TARGET })).toMatchObject({ status: 'succeeded' });
});

it('accepts any success of GitLab, whatever the body', async () => {
  const { gitlab, executor, start } = await setUp();
  const { runId } = await start();
  for (const status of [200, 201, 204]) {
    gitlab.simulator.injectFault({ kind: 'status', status });
    await expect(executor.cancel({ runId, target: TARGET })).resolves.toBeUndefined();
  }
});

it('is an error where GitLab forbids it', async () => {
  const { gitlab, executor } = await setUp({ tokens: [{ token: TOKEN, role: 'reporter' }] });
  const runId = String(gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main' }));
  expect(await failure(executor.cancel({ runId, target: TARGET }))).toMatchObject({
    name: 'ExecutorError',
    message: expect.stringContaining('GitLab refused to cancel the pipeline: Forbidden.'),
  });
});
