import type { PipelineExecutor } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { GitLabTarget } from '../src/index.ts';
import { failure, setUp, TARGET } from './gitlab.ts';

/** Reads a log that is complete from beginning to end. */
async function readAll(
  executor: PipelineExecutor<GitLabTarget>,
  runId: string,
): Promise<{ text: string; chunks: number }> {
  let text = '';
  let chunks = 0;
  let cursor: string | undefined;
  do {
    const chunk = await executor.readLog({ runId, target: TARGET, cursor });
    text += chunk.content;
    chunks += 1;
    cursor = chunk.complete ? undefined : chunk.cursor;
    expect(chunks).toBeLessThan(100);
  } while (cursor !== undefined);
  return { text, chunks };
}

const job = (name: string, log: readonly string[], more: object = {}) => ({
  name,
  steps: [{ command: `./${name}`, durationMs: 1000, log }],
  ...more,
});
const project = (...stages: { name: string; jobs: ReturnType<typeof job>[] }[]) => ({
  projects: [{ path: 'platform/bootstrap', script: { stages } }],
});

describe('the log of a run', () => {
  it('has all jobs in their order, each under its name, without section markers', async () => {
    const { clock, executor, start } = await setUp(
      project(
        { name: 'build', jobs: [job('compile', ['compiled ünïcode ✓']), job('lint', ['no findings'])] },
        { name: 'deploy', jobs: [job('deploy', ['deployed'])] },
      ),
    );
    const { runId } = await start();
    await clock.advance(10_000);
    const { content, complete, cursor } = await executor.readLog({ runId, target: TARGET });
    expect(complete).toBe(true);
    expect(cursor).toBeUndefined();
    const lines = content.split('\n');
    expect(lines.filter((line) => line.startsWith('──'))).toEqual([
      '── build: compile ──',
      '── build: lint ──',
      '── deploy: deploy ──',
    ]);
    expect(lines).toContain('compiled ünïcode ✓');
    expect(lines.indexOf('deployed')).toBeGreaterThan(lines.indexOf('no findings'));
    expect(content).not.toMatch(/section_(start|end)/);
    expect(content.match(/Job succeeded/g)).toHaveLength(3);
  });

  it('read while the run goes on is the same text as read at its end, and nothing is read twice', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start(TARGET, { PIPELINE_TYPE: 'app', ENVIRONMENT: 'dev' });
    let live = '';
    let cursor: string | undefined;
    let reads = 0;
    for (;;) {
      const chunk = await executor.readLog({ runId, target: TARGET, cursor });
      const again = await executor.readLog({ runId, target: TARGET, cursor });
      expect(again).toEqual(chunk);
      live += chunk.content;
      reads += 1;
      if (chunk.complete) break;
      expect(chunk.cursor).toBeDefined();
      cursor = chunk.cursor;
      await clock.advance(130);
    }
    expect(reads).toBeGreaterThan(20);
    expect(live).toBe((await readAll(executor, runId)).text);
  });

  it('is empty and not complete before any job has begun', async () => {
    const { executor, start } = await setUp();
    const { runId } = await start();
    expect(await executor.readLog({ runId, target: TARGET })).toMatchObject({ content: '', complete: false });
  });

  it('waits at a job that waits for a person, and goes on when it is played', async () => {
    const { clock, gitlab, executor, start } = await setUp(
      project(
        { name: 'plan', jobs: [job('plan', ['planned'])] },
        { name: 'deploy', jobs: [job('deploy', ['deployed'], { when: 'manual' })] },
      ),
    );
    const { runId } = await start();
    await clock.advance(5000);
    const first = await executor.readLog({ runId, target: TARGET });
    expect(first).toMatchObject({ complete: false, content: expect.stringContaining('planned') });
    gitlab.simulator.play({ project: 1, pipeline: Number(runId), job: 'deploy' });
    await clock.advance(5000);
    const second = await executor.readLog({ runId, target: TARGET, cursor: first.cursor });
    expect(second).toMatchObject({ complete: true, content: expect.stringContaining('── deploy: deploy ──') });
    expect(second.content).not.toContain('planned');
  });

  it('does not wait for a manual job that the pipeline does not wait for', async () => {
    const { clock, executor, start } = await setUp(
      project(
        { name: 'ask', jobs: [job('optional', [], { when: 'manual', allowFailure: true })] },
        { name: 'deploy', jobs: [job('deploy', ['deployed'])] },
      ),
    );
    const { runId } = await start();
    await clock.advance(1000);
    expect((await executor.readLog({ runId, target: TARGET })).content).toContain('── deploy: deploy ──');
  });

  it('is complete when the run failed, with nothing of the jobs that never ran', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    gitlab.simulator.failNext({ project: 1, job: 'test', logLines: ['1 of 12 tests failed'] });
    const { runId } = await start();
    await clock.advance(10_000);
    const { content, complete } = await executor.readLog({ runId, target: TARGET });
    expect(complete).toBe(true);
    expect(content).toContain('1 of 12 tests failed');
    expect(content).not.toContain('── deploy');
  });

  it('of a retried job has both attempts', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    gitlab.simulator.failNext({ project: 1, job: 'compile' });
    const { runId } = await start();
    await clock.advance(10_000);
    gitlab.simulator.retry({ project: 1, pipeline: Number(runId) });
    await clock.advance(10_000);
    const { text } = await readAll(executor, runId);
    expect(text.match(/^── .* ──$/gm)).toEqual([
      '── build: compile ──',
      '── build: compile ──',
      '── test: test ──',
      '── deploy: deploy ──',
    ]);
  });

  it('that is long comes in chunks of bounded size, whole lines each', async () => {
    const log = Array.from({ length: 3000 }, (_, index) => `${index} äöü ${'x'.repeat(60)}`);
    const { clock, executor, start } = await setUp(
      project({ name: 'a', jobs: [job('one', log)] }, { name: 'b', jobs: [job('two', [`${'✓'.repeat(40_000)}`])] }),
    );
    const { runId } = await start();
    await clock.advance(10_000);
    const first = await executor.readLog({ runId, target: TARGET });
    expect(first.complete).toBe(false);
    expect(Buffer.byteLength(first.content)).toBeLessThan(66_000);
    expect(first.content.endsWith('\n')).toBe(true);
    const { text, chunks } = await readAll(executor, runId);
    expect(chunks).toBeGreaterThan(4);
    expect(text).not.toContain('\ufffd');
    for (const line of [log[0], log[1500], log[2999]]) expect(text).toContain(`${line}\n`);
    expect(text.match(/✓/g)).toHaveLength(40_000);
  });

  it('of many jobs is read in several calls, so that one call stays short', async () => {
    const jobs = Array.from({ length: 45 }, (_, index) => job(`job-${index}`, []));
    const { clock, gitlab, executor, start } = await setUp(project({ name: 'test', jobs }));
    const { runId } = await start();
    await clock.advance(10_000);
    await executor.readLog({ runId, target: TARGET });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'get-trace')).toHaveLength(20);
    const { text } = await readAll(executor, runId);
    expect(text.match(/^── /gm)).toHaveLength(45);
  });
});

it('a log that has become shorter, since a job was erased or GitLab lost it, goes on with the next job', async () => {
  const { clock, gitlab, executor, start } = await setUp(
    project(
      { name: 'build', jobs: [job('compile', ['ä'.repeat(40_000), 'ö'.repeat(40_000)])] },
      { name: 'deploy', jobs: [job('deploy', ['deployed'])] },
    ),
  );
  const { runId } = await start();
  await clock.advance(10_000);
  const first = await executor.readLog({ runId, target: TARGET });
  expect(first).toMatchObject({ complete: false });
  gitlab.simulator.injectFault({ kind: 'status', status: 200, body: 'erased', route: 'get-trace' });
  const second = await executor.readLog({ runId, target: TARGET, cursor: first.cursor });
  expect(second).toMatchObject({ complete: true, content: expect.stringContaining('deployed') });
  expect(second.content).not.toContain('erased');
});

describe('a cursor', () => {
  it.each(['', 'x', '1-2', 'eyJhIjoxfQ', '99-5001-0', '1001-4711-0', '1001-5001--1', '1001-1e3-0'])(
    'that is not from this log (%j) is refused, with what to do',
    async (cursor) => {
      const { clock, executor, start } = await setUp();
      const { runId } = await start();
      expect(runId).toBe('1001');
      await clock.advance(10_000);
      expect(await failure(executor.readLog({ runId, target: TARGET, cursor }))).toMatchObject({
        code: 'invalid_request',
        retryable: false,
        message: expect.stringContaining('none to read from the beginning'),
      });
    },
  );
});

it('a 404 of something in front of GitLab loses nothing of a log', async () => {
  const { clock, gitlab, executor, start } = await setUp();
  const target = { ...TARGET, project: '1' };
  const { runId } = await start(target);
  await clock.advance(10_000);
  gitlab.simulator.injectFault({ kind: 'status', status: 404, body: '<html></html>', route: 'get-trace' });
  expect(await failure(executor.readLog({ runId, target }))).toMatchObject({ name: 'ExecutorError' });
});

it('a log that may not be read is an error, not an empty log', async () => {
  const { clock, gitlab, executor, start } = await setUp();
  const { runId } = await start();
  await clock.advance(10_000);
  gitlab.simulator.injectFault({ kind: 'status', status: 403, route: 'get-trace' });
  expect(await failure(executor.readLog({ runId, target: TARGET }))).toMatchObject({
    message: expect.stringContaining('GitLab refused to show the log'),
  });
});
