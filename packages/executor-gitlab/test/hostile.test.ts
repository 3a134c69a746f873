import { expect, it } from 'vitest';
import { traceText } from '../src/gitlab/trace.ts';
import { failure, setUp, TARGET } from './gitlab.ts';

const MEGABYTE = 1024 * 1024;

it('a log that is full of half section markers takes no longer than its length', () => {
  const trace = new TextEncoder().encode('section_start:1:'.repeat(MEGABYTE / 16));
  const before = performance.now();

  expect(traceText(trace)).toHaveLength(MEGABYTE);
  expect(performance.now() - before).toBeLessThan(2000);
});

it('of a log that is large only the end is looked at for a failure', async () => {
  const { clock, gitlab, executor, start } = await setUp();
  gitlab.simulator.failNext({ project: 1, job: 'deploy', logLines: ['€'.repeat(MEGABYTE), 'Error: no quota'] });
  const { runId } = await start();
  await clock.advance(10_000);

  const run = await executor.get({ runId, target: TARGET });

  expect(run.failure?.logTail).toContain('Error: no quota\n');
  expect(run.failure?.logTail?.length).toBeLessThan(4100);
});

it('a token that does not come is given up, and nothing is sent', async () => {
  const { gitlab, executor } = await setUp({}, { token: () => new Promise<string>(() => {}), requestTimeoutMs: 50 });

  const error = await failure(executor.start({ executionId: 'e', target: TARGET, variables: {} }));

  expect(error).toMatchObject({ name: 'ExecutorError', outcome: 'not_started', retryable: true });
  expect(gitlab.simulator.requests()).toHaveLength(0);
});
