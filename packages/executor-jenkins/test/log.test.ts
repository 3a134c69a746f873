import type { PipelineExecutor } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import type { JenkinsTarget } from '../src/index.ts';
import { failure, JOB, scripted, setUp, stage, TARGET } from './jenkins.ts';

/** Reads a log that is complete from beginning to end. */
async function readAll(executor: PipelineExecutor<JenkinsTarget>, runId: string) {
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

describe('the log of a run', () => {
  it('is that of its build, with the line ends that the build wrote', async () => {
    const { clock, executor, startBuild } = await setUp(
      scripted([stage('deploy', {}, ['deployed ünïcode ✓', '', 'bye'])]),
    );
    const { runId } = await startBuild();
    await clock.advance(10_000);
    const { content, cursor, complete } = await executor.readLog({ runId, target: TARGET });
    expect(complete).toBe(true);
    expect(cursor).toBeUndefined();
    expect(content).toContain('+ ./deploy\ndeployed ünïcode ✓\n\nbye\n');
    expect(content).not.toContain('\r');
    expect(content).toMatch(/Finished: SUCCESS\n$/);
  });

  it('read while the run goes on is the same text as read at its end, and nothing is read twice', async () => {
    const { clock, executor, start } = await setUp();
    let { runId } = await start({ PIPELINE_TYPE: 'bootstrap', ENVIRONMENT: 'dev' });
    const queued = runId;
    let live = '';
    let cursor: string | undefined;
    let reads = 0;
    for (;;) {
      const chunk = await executor.readLog({ runId, target: TARGET, cursor });
      expect(await executor.readLog({ runId, target: TARGET, cursor })).toEqual(chunk);
      live += chunk.content;
      reads += 1;
      if (chunk.complete) break;
      expect(chunk.cursor).toBeDefined();
      cursor = chunk.cursor;
      await clock.advance(130);
      runId = (await executor.get({ runId, target: TARGET })).id;
    }
    expect(reads).toBeGreaterThan(40);
    expect(live).toBe((await readAll(executor, runId)).text);
    expect(live).toBe((await readAll(executor, queued)).text);
  });

  it('is empty and not complete while it is queued, and before its file is there', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start();
    expect(await executor.readLog({ runId, target: TARGET })).toEqual({
      content: '',
      cursor: '0-0-0',
      complete: false,
    });
    await clock.advance(5155);
    expect(await executor.readLog({ runId, target: TARGET, cursor: '0-0-0' })).toEqual({
      content: '',
      cursor: '1-0-0',
      complete: false,
    });
  });

  it('of a run that was cancelled in the queue is empty and complete', async () => {
    const { executor, start } = await setUp();
    const { runId } = await start();
    await executor.cancel({ runId, target: TARGET });
    expect(await executor.readLog({ runId, target: TARGET })).toEqual({ content: '', complete: true });
  });

  it('that is long comes in chunks of bounded size, whole lines each', async () => {
    const log = Array.from({ length: 3000 }, (_, index) => `${index} äöü ${'x'.repeat(60)}`);
    const { clock, executor, startBuild } = await setUp(
      scripted([stage('one', {}, log), stage('two', {}, ['✓'.repeat(40_000)])]),
    );
    const { runId } = await startBuild();
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

  it('that was begun anew is read from its beginning, and says so', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp(
      scripted([
        stage(
          'one',
          {},
          Array.from({ length: 50 }, (_, index) => `first ${index}`),
        ),
        stage('two', {}, ['second']),
      ]),
    );
    const { runId } = await startBuild();
    await clock.advance(100);
    const first = await executor.readLog({ runId, target: TARGET });
    expect(first.content).toContain('first 10');
    jenkins.simulator.injectFault({ kind: 'log-roll-over', route: 'get-log' });
    const second = await executor.readLog({ runId, target: TARGET, cursor: first.cursor });
    expect(second.content).toMatch(/^── the log was begun anew ──\n/);
    await clock.advance(5000);
    const third = await executor.readLog({ runId, target: TARGET, cursor: second.cursor });
    expect(third).toMatchObject({ complete: true, content: expect.stringContaining('second\n') });
    expect(third.content).not.toContain('begun anew');
  });

  it('is the same whatever the id of the run', async () => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(400_000);
    expect(await readAll(executor, runId)).toEqual(await readAll(executor, '1'));
  });
});

describe('a cursor', () => {
  it.each(['', 'x', '1-2', '2-0-0', '1-0--1', '1-1e3-0', '0-5-0', '1-0-0-0'])(
    'that is not from this log (%j) is refused, with what to do',
    async (cursor) => {
      const { executor, startBuild } = await setUp();
      const { runId } = await startBuild();
      expect(await failure(executor.readLog({ runId, target: TARGET, cursor }))).toMatchObject({
        name: 'SluiceError',
        code: 'invalid_request',
        retryable: false,
        message: expect.stringContaining('none to read from the beginning'),
      });
    },
  );
});

it.each([
  [{ kind: 'status', status: 403 }, 'Jenkins refused to show the log'],
  [{ kind: 'status', status: 200, body: 'no size' }, 'makes no sense'],
  [{ kind: 'reset' }, 'The connection to Jenkins broke'],
] as const)('a log that can not be read (%j) is an error, not an empty log', async (fault, message) => {
  const { jenkins, executor, startBuild } = await setUp();
  const { runId } = await startBuild();
  jenkins.simulator.injectFault({ ...fault, route: 'get-log' });
  expect(await failure(executor.readLog({ runId, target: TARGET }))).toMatchObject({
    name: 'ExecutorError',
    message: expect.stringContaining(message),
  });
  expect(jenkins.simulator.builds(JOB)).toHaveLength(1);
});
