import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJenkinsExecutor } from '../src/index.ts';
import { failure, type JenkinsBench, JOB, setUp, TARGET, TOKEN } from './jenkins.ts';

const OURS = { SLUICE_EXECUTION_ID: 'e-1' };

/** When the item leaves the queue, when its build can be seen, and when it tells what it is, in milliseconds. */
const LEFT = 5100;
const SEEN = 5130;
const TOLD = 5150;

function find({ executor, clock }: JenkinsBench, startedAt = clock.now()) {
  return executor.find({ executionId: 'e-1', target: TARGET, startedAt });
}

describe('between the queue and its build, a run', () => {
  it.each([
    [LEFT - 1, { outcome: 'found', run: { id: 'queue/1/e-1', status: 'queued' } }],
    [LEFT, { outcome: 'indeterminate', reason: 'build 1 is not there, and may have been it' }],
    [SEEN - 1, { outcome: 'indeterminate', reason: 'build 1 is not there, and may have been it' }],
    [SEEN, { outcome: 'indeterminate', reason: 'build 1 is just beginning, and may be it' }],
    [TOLD - 1, { outcome: 'indeterminate', reason: 'build 1 is just beginning, and may be it' }],
    [TOLD, { outcome: 'found', run: { id: '1', status: 'running' } }],
  ])('is never called absent: %i ms after its start', async (at, result) => {
    const bench = await setUp();
    const startedAt = bench.clock.now();
    bench.jenkins.simulator.startForeignBuild({ job: JOB, parameters: OURS });
    await bench.clock.advance(at);
    expect(await find(bench, startedAt)).toMatchObject(result);
  });

  it.each([LEFT, SEEN])('goes on being one to who knows its item (%i ms)', async (at) => {
    const { clock, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(at);
    const run = await executor.get({ runId, target: TARGET });
    expect(['queued', 'running']).toContain(run.status);
  });

  it.each([LEFT, SEEN])('is not taken for one that never began where its item is forgotten (%i ms)', async (at) => {
    const { clock, jenkins, executor, start } = await setUp();
    const { runId } = await start();
    await clock.advance(at);
    jenkins.simulator.injectFault({ kind: 'queue-item-gone', times: 9 });
    expect(await failure(executor.get({ runId, target: TARGET }))).toMatchObject({
      name: 'ExecutorError',
      runIsGone: false,
      message: expect.stringContaining("whether it was built can't be told"),
    });
    expect(await failure(executor.cancel({ runId, target: TARGET }))).toMatchObject({ name: 'ExecutorError' });
  });

  it('leaves others alone: what is looked for is absent again once that build tells what it is', async () => {
    const bench = await setUp();
    const startedAt = bench.clock.now();
    bench.jenkins.simulator.startForeignBuild({ job: JOB, parameters: { SLUICE_EXECUTION_ID: 'other' } });
    await bench.clock.advance(LEFT);
    expect(await find(bench, startedAt)).toMatchObject({ outcome: 'indeterminate' });
    await bench.clock.advance(TOLD - LEFT);
    expect(await find(bench, startedAt)).toEqual({ outcome: 'absent' });
  });

  it('that Jenkins has in its queue and does not show is not called absent', async () => {
    const bench = await setUp();
    bench.jenkins.simulator.injectFault({ kind: 'late-visibility', delayMs: 3000, route: 'trigger-build' });
    await bench.executor.start({ executionId: 'e-1', target: TARGET, variables: {} });
    expect(await find(bench)).toEqual({
      outcome: 'indeterminate',
      reason: 'something of the job is in the queue that Jenkins does not show',
    });
    await bench.clock.advance(3000);
    expect(await find(bench)).toMatchObject({ outcome: 'found' });
  });
});

const moments = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: LEFT - 60, max: TOLD + 60 }));
const others = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 4 });

it('at whatever moment it is looked for, a run that there is is found or in doubt, never absent', async () => {
  await fc.assert(
    fc.asyncProperty(moments, others, fc.boolean(), async (at, gaps, concurrent) => {
      const bench = await setUp({
        jobs: [
          {
            path: JOB,
            kind: concurrent ? 'pipeline' : 'freestyle',
            parameters: [{ name: 'SLUICE_EXECUTION_ID', type: 'string' }],
          },
        ],
      });
      const { clock, jenkins } = bench;
      const startedAt = clock.now();
      const startOther = (name: string) =>
        jenkins.simulator.startForeignBuild({ job: JOB, parameters: { SLUICE_EXECUTION_ID: name } });
      for (const [index, gap] of gaps.entries()) {
        startOther(`before-${index}`);
        await clock.advance(gap);
      }
      jenkins.simulator.startForeignBuild({ job: JOB, parameters: OURS });
      await clock.advance(at);
      const { outcome } = await find(bench, startedAt);
      expect(['found', 'indeterminate']).toContain(outcome);
      await jenkins.close();
    }),
    { numRuns: 150 },
  );
}, 60_000);

it('while time passes between the requests, a run that there is is found', async () => {
  await fc.assert(
    fc.asyncProperty(moments, fc.array(fc.integer({ min: 15, max: 60 }), { minLength: 1 }), async (at, delays) => {
      const { clock, jenkins } = await setUp();
      const startedAt = clock.now();
      jenkins.simulator.startForeignBuild({ job: JOB, parameters: OURS });
      await clock.advance(at);
      let requests = 0;
      const fetch: typeof globalThis.fetch = async (input, init) => {
        requests += 1;
        await clock.advance(delays[requests % delays.length] ?? 15);
        return globalThis.fetch(input, init);
      };
      const executor = createJenkinsExecutor({ baseUrl: jenkins.url, user: 'sluice', token: TOKEN, fetch });
      const result = await executor.find({ executionId: 'e-1', target: TARGET, startedAt });
      expect(result).toMatchObject({ outcome: 'found', run: { id: expect.stringMatching(/^(1|queue\/1\/e-1)$/) } });
      await jenkins.close();
    }),
    { numRuns: 100 },
  );
}, 60_000);
