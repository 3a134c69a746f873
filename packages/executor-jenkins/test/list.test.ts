import { expect, it } from 'vitest';
import { failure, JOB, PARAMETERS, setUp, TARGET } from './jenkins.ts';

it('lists the runs that changed at or after a time, newest first', async () => {
  const { clock, executor, start } = await setUp();
  await start();
  await clock.advance(60_000);
  const since = clock.now();
  expect(await executor.list({ target: TARGET, since })).toEqual([]);
  await start();
  await clock.advance(1000);
  await start();
  await clock.advance(4500);
  const { runId } = await start();
  const runs = await executor.list({ target: TARGET, since });
  expect(runs[0]).toEqual({ id: runId, status: 'queued', rawStatus: 'waiting' });
  expect(runs.map(({ id }) => id)).toEqual([runId, expect.stringMatching(/^queue\/3\//), '2']);
  expect(runs[2]).toEqual({ id: '2', status: 'running', rawStatus: 'IN_PROGRESS' });
});

it('lists a run again that has ended since, however long ago it began', async () => {
  const script = { stages: [{ name: 'deploy', steps: [{ command: 'make', durationMs: 7_200_000 }] }] };
  const { clock, executor, start } = await setUp({ jobs: [{ path: JOB, parameters: PARAMETERS, script }] });
  await start();
  await clock.advance(7_000_000);
  const since = clock.now();
  expect(await executor.list({ target: TARGET, since })).toMatchObject([{ id: '1', status: 'running' }]);
  await clock.advance(1_000_000);
  expect(await executor.list({ target: TARGET, since })).toEqual([
    { id: '1', status: 'succeeded', rawStatus: 'SUCCESS' },
  ]);
});

it('takes two calls, also for many builds, and leaves out other jobs and queue items that are not ours', async () => {
  const jobs = ['platform/compute', 'other'].map((path) => ({ path, parameters: PARAMETERS }));
  const { clock, jenkins, executor } = await setUp({ jobs });
  for (let index = 0; index < 150; index += 1) {
    jenkins.simulator.startForeignBuild({ job: JOB, parameters: { NOTE: String(index) } });
  }
  const since = clock.now();
  await clock.advance(60_000);
  jenkins.simulator.startForeignBuild({ job: JOB });
  jenkins.simulator.startForeignBuild({ job: 'other', parameters: { SLUICE_EXECUTION_ID: 'e' } });
  expect(await executor.list({ target: TARGET, since })).toHaveLength(150);
  expect(jenkins.simulator.requests()).toHaveLength(2);
});

it('is an error where Jenkins can not be asked', async () => {
  const { jenkins, executor } = await setUp();
  jenkins.simulator.injectFault({ kind: 'loading' });
  expect(await failure(executor.list({ target: TARGET, since: 0 }))).toMatchObject({ retryable: true });
});
