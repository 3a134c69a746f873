import { expect, it } from 'vitest';
import { createGitLabExecutor } from '../src/index.ts';
import { setUp, TARGET, TOKEN } from './gitlab.ts';

it('lists the runs that changed at or after a time, newest change first', async () => {
  const { clock, gitlab, executor, start } = await setUp();
  const old = await start();
  await clock.advance(60_000);
  const since = clock.now();
  const first = await start();
  await clock.advance(50);
  const second = await start();
  gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'push' });
  const runs = await executor.list({ target: TARGET, since });
  expect(runs.map(({ id }) => id)).toEqual([second.runId, first.runId]);
  expect(runs.map(({ id }) => id)).not.toContain(old.runId);
  expect(runs[0]).toEqual({ id: second.runId, status: 'queued', rawStatus: 'created' });
});

it('lists a run again that changed since, and none of another ref', async () => {
  const { clock, executor, start } = await setUp({
    projects: [{ path: 'platform/bootstrap', refs: ['main', 'next'] }],
  });
  const { runId } = await start();
  await start({ ...TARGET, ref: 'next' });
  await clock.advance(2000);
  const since = clock.now();
  expect(await executor.list({ target: TARGET, since })).toEqual([]);
  await clock.advance(60_000);
  expect(await executor.list({ target: TARGET, since })).toEqual([
    { id: runId, status: 'succeeded', rawStatus: 'success' },
  ]);
});

it('reads all pages, in as few calls as GitLab allows', async () => {
  const { clock, gitlab, executor } = await setUp();
  for (let index = 0; index < 205; index += 1) {
    gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' });
  }
  expect(await executor.list({ target: TARGET, since: clock.now() })).toHaveLength(205);
  expect(gitlab.simulator.requests()).toHaveLength(3);
});

it('goes on to the next page also where a proxy drops the headers that announce it', async () => {
  const { clock, gitlab } = await setUp();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    return new Response(response.body, { status: response.status });
  };
  const executor = createGitLabExecutor({ baseUrl: gitlab.url, token: TOKEN, fetch });
  for (let index = 0; index < 105; index += 1) {
    gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' });
  }
  expect(await executor.list({ target: TARGET, since: clock.now() })).toHaveLength(105);
});
