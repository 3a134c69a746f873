import { describe, expect, it } from 'vitest';
import { createJenkinsExecutor } from '../src/index.ts';
import { BEGUN, failure, type JenkinsBench, JOB, PARAMETERS, setUp, TARGET, TOKEN } from './jenkins.ts';

const ours = { SLUICE_EXECUTION_ID: 'e-1' };

describe('a run is found', () => {
  it('in the queue, at its build and after its end', async () => {
    const { clock, executor, start } = await setUp();
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    const find = () => executor.find({ executionId, target: TARGET, startedAt });
    expect(await find()).toMatchObject({
      outcome: 'found',
      run: { id: runId, status: 'queued', rawStatus: 'waiting' },
    });
    await clock.advance(BEGUN);
    expect(await find()).toMatchObject({ outcome: 'found', run: { id: '1', status: 'running' } });
    await clock.advance(3_600_000);
    expect(await find()).toMatchObject({ outcome: 'found', run: { id: '1', status: 'succeeded' } });
  });

  it('among others of the job, by its execution id alone', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const startedAt = clock.now();
    for (const name of ['a', 'b']) {
      jenkins.simulator.startForeignBuild({ job: JOB, parameters: { SLUICE_EXECUTION_ID: name } });
    }
    const { executionId, runId } = await start();
    jenkins.simulator.startForeignBuild({ job: JOB });
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ run: { id: runId } });
    await clock.advance(BEGUN);
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ run: { id: '3' } });
  });

  it('by another server than the one that started it', async () => {
    const { clock, jenkins, start } = await setUp();
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    const other = createJenkinsExecutor({ baseUrl: jenkins.url, user: 'sluice', token: TOKEN });
    expect(await other.find({ executionId, target: TARGET, startedAt })).toMatchObject({ run: { id: runId } });
  });

  it('where Jenkins takes another address for its own', async () => {
    const { clock, executor, start } = await setUp({ rootUrl: 'http://jenkins.internal:8080/ci' });
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ run: { id: runId } });
  });

  it('also when hundreds of builds began after it', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const startedAt = clock.now();
    const { executionId } = await start();
    for (let index = 0; index < 230; index += 1) {
      jenkins.simulator.startForeignBuild({ job: JOB, parameters: { NOTE: String(index) } });
    }
    await clock.advance(60_000);
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ run: { id: '1' } });
    expect(jenkins.simulator.requests().filter(({ route }) => route === 'get-job')).toHaveLength(4);
  });

  it('after a restart that kept the queue', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    jenkins.simulator.restart();
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ run: { id: runId } });
  });
});

it('two builds of one execution are both told, and neither is adopted', async () => {
  const { clock, jenkins, executor } = await setUp();
  const startedAt = clock.now();
  jenkins.simulator.startForeignBuild({ job: JOB, parameters: ours });
  await clock.advance(BEGUN);
  jenkins.simulator.startForeignBuild({ job: JOB, parameters: ours });
  expect(await executor.find({ executionId: 'e-1', target: TARGET, startedAt })).toEqual({
    outcome: 'ambiguous',
    runIds: ['1', 'queue/2/e-1'],
  });
  await clock.advance(BEGUN);
  expect(await executor.find({ executionId: 'e-1', target: TARGET, startedAt })).toEqual({
    outcome: 'ambiguous',
    runIds: ['2', '1'],
  });
});

describe('a run is absent', () => {
  it('where nothing has its execution id', async () => {
    const { clock, jenkins, executor } = await setUp();
    const startedAt = clock.now();
    const find = () => executor.find({ executionId: 'e-1', target: TARGET, startedAt });
    expect(await find()).toEqual({ outcome: 'absent' });
    jenkins.simulator.startForeignBuild({ job: JOB, parameters: { SLUICE_EXECUTION_ID: 'e-2' } });
    expect(await find()).toEqual({ outcome: 'absent' });
    await clock.advance(BEGUN);
    expect(await find()).toEqual({ outcome: 'absent' });
  });

  it('where only another job passed the execution id on', async () => {
    const jobs = [JOB, 'platform/downstream', 'compute'].map((path) => ({ path, parameters: PARAMETERS }));
    const { clock, jenkins, executor } = await setUp({ jobs });
    for (const { path } of jobs.slice(1)) jenkins.simulator.startForeignBuild({ job: path, parameters: ours });
    expect(await executor.find({ executionId: 'e-1', target: TARGET, startedAt: clock.now() })).toEqual({
      outcome: 'absent',
    });
  });

  it('where the builds that are gone are older than it', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp();
    await startBuild();
    await startBuild();
    jenkins.simulator.discardBuild({ job: JOB, build: 1 });
    await clock.advance(3_600_000);
    const find = { executionId: 'e-1', target: TARGET, startedAt: clock.now() };
    expect(await executor.find(find)).toEqual({ outcome: 'absent' });
  });
});

describe('a run that a webhook has named', () => {
  const find = { executionId: 'e-1', target: TARGET };

  /** The run is there, but another build that is gone leaves it in doubt whether the search sees all. */
  async function inDoubt() {
    const bench = await setUp();
    const startedAt = bench.clock.now();
    jenkinsStarts(bench, {});
    jenkinsStarts(bench, { SLUICE_EXECUTION_ID: 'other' });
    await bench.clock.advance(BEGUN);
    bench.jenkins.simulator.discardBuild({ job: JOB, build: 1 });
    return { ...bench, startedAt };
  }

  function jenkinsStarts({ jenkins }: JenkinsBench, parameters: Record<string, string>): number {
    return jenkins.simulator.startForeignBuild({ job: JOB, parameters });
  }

  it('is found where the search alone finds nothing, since it began far too early', async () => {
    const { clock, executor, startBuild } = await setUp();
    const { executionId } = await startBuild();
    await clock.advance(3_600_000);
    const late = { executionId, target: TARGET, startedAt: clock.now() };
    expect(await executor.find(late)).toEqual({ outcome: 'absent' });
    expect(await executor.find({ ...late, sightedRunId: '1' })).toMatchObject({ outcome: 'found', run: { id: '1' } });
  });

  it('is found where more builds began since than are looked at', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp();
    const startedAt = clock.now();
    const { executionId } = await startBuild();
    for (let index = 0; index < 501; index += 1) {
      jenkins.simulator.startForeignBuild({ job: JOB, parameters: { NOTE: String(index) } });
    }
    await clock.advance(60_000);
    const request = { executionId, target: TARGET, startedAt };
    expect(await executor.find(request)).toMatchObject({ outcome: 'indeterminate' });
    expect(await executor.find({ ...request, sightedRunId: '1' })).toMatchObject({
      outcome: 'found',
      run: { id: '1' },
    });
  });

  it.each([
    ['of another execution', '2'],
    ['that was deleted', '1'],
    ['that never was', '99'],
    ['of another execution in the queue', 'queue/2/other'],
    ['that the queue has forgotten', 'queue/99/e-1'],
    ['that is none', 'pipeline-7'],
    ['of nothing', ''],
  ])('is not believed: one %s leaves the doubt', async (_, sightedRunId) => {
    const { executor, startedAt } = await inDoubt();
    expect(await executor.find({ ...find, startedAt, sightedRunId })).toMatchObject({ outcome: 'indeterminate' });
  });

  it('is not believed: nothing makes a run that is absent', async () => {
    const { clock, executor, startBuild } = await setUp();
    await startBuild();
    const request = { ...find, startedAt: clock.now() };
    for (const sightedRunId of ['1', '7', 'queue/1/e-1', 'nonsense']) {
      expect(await executor.find({ ...request, sightedRunId })).toEqual({ outcome: 'absent' });
    }
  });

  it('that is another than the search finds makes two', async () => {
    const bench = await setUp();
    const startedAt = bench.clock.now();
    jenkinsStarts(bench, ours);
    await bench.clock.advance(3_600_000);
    jenkinsStarts(bench, ours);
    await bench.clock.advance(BEGUN);
    const request = { ...find, startedAt: startedAt + 3_600_000 };
    expect(await bench.executor.find(request)).toMatchObject({ outcome: 'found', run: { id: '2' } });
    expect(await bench.executor.find({ ...request, sightedRunId: '1' })).toEqual({
      outcome: 'ambiguous',
      runIds: ['2', '1'],
    });
  });

  it.each([
    ['by its build', '1', BEGUN],
    ['by its queue item', 'queue/1/e-1', BEGUN],
    ['by its queue item, where it still waits', 'queue/1/e-1', 0],
  ])('that is the one that the search finds is one: %s', async (_, sightedRunId, wait) => {
    const bench = await setUp();
    const startedAt = bench.clock.now();
    jenkinsStarts(bench, ours);
    await bench.clock.advance(wait);
    const id = wait === 0 ? 'queue/1/e-1' : '1';
    expect(await bench.executor.find({ ...find, startedAt, sightedRunId })).toMatchObject({
      outcome: 'found',
      run: { id },
    });
  });

  it('settles a run that is just leaving the queue', async () => {
    const bench = await setUp();
    const startedAt = bench.clock.now();
    jenkinsStarts(bench, ours);
    await bench.clock.advance(5100);
    expect(await bench.executor.find({ ...find, startedAt })).toMatchObject({ outcome: 'indeterminate' });
    expect(await bench.executor.find({ ...find, startedAt, sightedRunId: 'queue/1/e-1' })).toMatchObject({
      outcome: 'found',
      run: { id: 'queue/1/e-1', status: 'queued' },
    });
  });

  it('that was taken out of the queue is found, and cancelled', async () => {
    const bench = await setUp();
    const { executionId, runId } = await bench.start();
    await bench.executor.cancel({ runId, target: TARGET });
    const request = { executionId, target: TARGET, startedAt: bench.clock.now(), sightedRunId: runId };
    expect(await bench.executor.find(request)).toMatchObject({ outcome: 'found', run: { status: 'cancelled' } });
  });

  it('that can not be read is an error, never an absence', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp();
    await startBuild();
    for (const kind of ['loading', 'garbage', 'reset'] as const) {
      jenkins.simulator.injectFault({ kind, route: 'get-build' });
      const request = { ...find, startedAt: clock.now(), sightedRunId: '1' };
      expect(await failure(executor.find(request))).toMatchObject({ name: 'ExecutorError', retryable: true });
    }
  });
});

describe('it can not be told whether a run exists', () => {
  it('where Jenkins was restarted and may have lost its queue', async () => {
    const { clock, jenkins, executor } = await setUp();
    const startedAt = clock.now();
    jenkins.simulator.injectFault({ kind: 'restart', losesQueue: true, route: 'trigger-build' });
    const request = { executionId: 'e-1', target: TARGET };
    expect(await failure(executor.start({ ...request, variables: {} }))).toMatchObject({ outcome: 'unknown' });
    expect(jenkins.simulator.queue()).toEqual([]);
    expect(await executor.find({ ...request, startedAt })).toMatchObject({
      outcome: 'indeterminate',
      reason: expect.stringContaining('Jenkins was restarted since'),
    });
  });

  it('where a build since then was deleted', async () => {
    const { clock, jenkins, executor, startBuild } = await setUp();
    const startedAt = clock.now();
    await startBuild();
    await startBuild();
    jenkins.simulator.discardBuild({ job: JOB, build: 1 });
    expect(await executor.find({ executionId: 'e-1', target: TARGET, startedAt })).toEqual({
      outcome: 'indeterminate',
      reason: 'build 1 is not there, and may have been it',
    });
  });

  it('where its build has begun but is not listed yet', async () => {
    const { clock, jenkins, executor, start } = await setUp();
    const startedAt = clock.now();
    jenkins.simulator.injectFault({ kind: 'late-visibility', delayMs: 60_000, route: 'trigger-build' });
    const { executionId } = await start();
    const find = { executionId, target: TARGET, startedAt };
    await clock.advance(BEGUN);
    expect(await executor.find(find)).toMatchObject({ outcome: 'indeterminate' });
    await clock.advance(60_000);
    expect(await executor.find(find)).toMatchObject({ outcome: 'found', run: { id: '1' } });
  });

  it('where more builds began since then than are looked at', async () => {
    const { clock, jenkins, executor } = await setUp();
    const startedAt = clock.now();
    for (let index = 0; index < 501; index += 1) {
      jenkins.simulator.startForeignBuild({ job: JOB, parameters: { NOTE: String(index) } });
    }
    await clock.advance(60_000);
    expect(await executor.find({ executionId: 'e-1', target: TARGET, startedAt })).toMatchObject({
      outcome: 'indeterminate',
      reason: expect.stringContaining('more builds began'),
    });
  });
});

it.each(['list-queue', 'get-job'] as const)(
  'a Jenkins that can not be asked (%s) is an error, never an absence',
  async (route) => {
    const { clock, jenkins, executor } = await setUp();
    const request = { executionId: 'e', target: TARGET, startedAt: clock.now() };
    for (const kind of ['loading', 'garbage', 'reset'] as const) {
      jenkins.simulator.injectFault({ kind, route });
      expect(await failure(executor.find(request))).toMatchObject({ name: 'ExecutorError', retryable: true });
    }
    jenkins.simulator.injectFault({ kind: 'status', status: 404, route });
    expect(await failure(executor.find(request))).toMatchObject({ name: 'ExecutorError' });
  },
);
