import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { failure, setUp, TARGET, TOKEN } from './gitlab.ts';

const named = (name: string) => ({
  name,
  stages: [{ name: 'deploy', jobs: [{ name: 'deploy', steps: [{ command: 'make', durationMs: 1000 }] }] }],
});

describe('a run is found', () => {
  it('with one look-up where workflow:name is the execution id', async () => {
    const { clock, gitlab, executor, start } = await setUp({
      projects: [{ path: 'platform/bootstrap', script: named('$SLUICE_EXECUTION_ID') }],
    });
    const { executionId, runId } = await start();
    const result = await executor.find({ executionId, target: TARGET, startedAt: clock.now() });
    expect(result).toMatchObject({ outcome: 'found', run: { id: runId, stages: [{ name: 'deploy' }] } });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'list-pipelines')).toHaveLength(1);
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'list-variables')).toEqual([]);
  });

  it('by its name alone where the execution id is a part of it, so that inputs are enough', async () => {
    const { clock, executor, start } = await setUp({
      projects: [
        {
          path: 'a/b',
          allowVariables: false,
          inputs: { SLUICE_EXECUTION_ID: null },
          script: named('deploy $[[ inputs.SLUICE_EXECUTION_ID ]]'),
        },
      ],
    });
    const target = { project: 'a/b', ref: 'main', variablesAs: 'inputs' } as const;
    const startedAt = clock.now();
    const [first, second] = [await start(target), await start(target)];
    for (const { executionId, runId } of [first, second]) {
      expect(await executor.find({ executionId, target, startedAt })).toMatchObject({
        outcome: 'found',
        run: { id: runId },
      });
    }
  });

  it('by its variables among others of the same time, ref and token', async () => {
    const { clock, executor, start } = await setUp();
    const startedAt = clock.now();
    const runs = [];
    for (let index = 0; index < 12; index += 1) runs.push(await start());
    for (const { executionId, runId } of [runs[0], runs[11]].filter((run) => run !== undefined)) {
      expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({
        outcome: 'found',
        run: { id: runId },
      });
    }
  });

  it.each([
    'deploy $SLUICE_EXECUTION_ID to dev',
    'deploy-$SLUICE_EXECUTION_ID',
    '[$SLUICE_EXECUTION_ID]',
    '$SLUICE_EXECUTION_ID:dev',
  ])('by its name, wherever in it the execution id stands: %s', async (name) => {
    const { clock, gitlab, executor, start } = await setUp({
      projects: [{ path: 'platform/bootstrap', script: named(name) }],
    });
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({
      outcome: 'found',
      run: { id: runId },
    });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'list-variables')).toEqual([]);
  });

  it('on a later page of candidates', async () => {
    const { clock, gitlab, executor, start } = await setUp({
      projects: [{ path: 'platform/bootstrap', script: named('deploy $SLUICE_EXECUTION_ID') }],
    });
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    for (let index = 0; index < 250; index += 1) {
      gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' });
    }
    const result = await executor.find({ executionId, target: TARGET, startedAt });
    expect(result).toMatchObject({ outcome: 'found', run: { id: runId } });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'list-pipelines')).toHaveLength(4);
  });

  it('whatever became of it since', async () => {
    const { clock, executor, start } = await setUp();
    const startedAt = clock.now();
    const { executionId } = await start();
    await clock.advance(60_000);
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({
      outcome: 'found',
      run: { status: 'succeeded' },
    });
  });

  it("although GitLab's clock is behind ours", async () => {
    const { clock, executor, start } = await setUp();
    const { executionId } = await start();
    const startedAt = clock.now() + 4 * 60_000;
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ outcome: 'found' });
  });
});

describe('a run is absent', () => {
  it('where nothing was started', async () => {
    const { clock, executor } = await setUp();
    expect(await executor.find({ executionId: 'e', target: TARGET, startedAt: clock.now() })).toEqual({
      outcome: 'absent',
    });
  });

  it('where every pipeline of the time belongs to somebody else, without reading those of another time', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    await start();
    await clock.advance(3 * 3_600_000);
    await start();
    gitlab.simulator.startForeignPipeline({
      project: 1,
      ref: 'main',
      variables: { SLUICE_EXECUTION_ID: 'e' },
      source: 'push',
    });
    expect(await executor.find({ executionId: 'e', target: TARGET, startedAt: clock.now() })).toEqual({
      outcome: 'absent',
    });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'list-variables')).toHaveLength(1);
  });

  it('where many pipelines changed since, but were all started before', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    await start();
    for (let index = 0; index < 350; index += 1) {
      gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' });
    }
    await clock.advance(1000);
    const startedAt = clock.now() + 5 * 60_000;
    expect(await executor.find({ executionId: 'e', target: TARGET, startedAt })).toEqual({ outcome: 'absent' });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'list-variables')).toEqual([]);
  });

  it.each(['e-10', 'xe-1', 'E-1', 'e'])('where another has an id that is only like it: %s', async (other) => {
    const { clock, gitlab, executor } = await setUp({
      projects: [{ path: 'platform/bootstrap', script: named('deploy $SLUICE_EXECUTION_ID') }],
    });
    const variables = { SLUICE_EXECUTION_ID: other, NOTE: 'e-1' };
    gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api', variables });
    expect(await executor.find({ executionId: 'e-1', target: TARGET, startedAt: clock.now() })).toEqual({
      outcome: 'absent',
    });
  });

  it('while lists do not show it yet', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    gitlab.simulator.injectFault({ kind: 'late-visibility', delayMs: 10_000 });
    const startedAt = clock.now();
    const { executionId } = await start();
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toEqual({ outcome: 'absent' });
    await clock.advance(10_000);
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ outcome: 'found' });
  });
});

describe('it can not be told', () => {
  it('when two runs have the execution id: neither is adopted', async () => {
    const { clock, gitlab, executor } = await setUp();
    const twin = { project: 1, ref: 'main', variables: { SLUICE_EXECUTION_ID: 'e' }, source: 'api' };
    const ids = [gitlab.simulator.startForeignPipeline(twin), gitlab.simulator.startForeignPipeline(twin)];
    const result = await executor.find({ executionId: 'e', target: TARGET, startedAt: clock.now() });
    expect(result).toEqual({ outcome: 'ambiguous', runIds: ids.toReversed().map(String) });
  });

  it('when two runs have its name', async () => {
    const { clock, executor } = await setUp({
      projects: [{ path: 'platform/bootstrap', script: named('$SLUICE_EXECUTION_ID') }],
    });
    const request = { executionId: 'e', target: TARGET, variables: { SLUICE_EXECUTION_ID: 'e' } };
    await executor.start(request);
    await executor.start(request);
    expect(await executor.find({ ...request, startedAt: clock.now() })).toMatchObject({ outcome: 'ambiguous' });
  });

  it('when the token may not read the variables of a candidate', async () => {
    const { clock, gitlab, executor, start } = await setUp({ tokens: [{ token: TOKEN, role: 'developer' }] });
    const startedAt = clock.now();
    const { executionId } = await start();
    gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api', user: 'somebody-else' });
    expect(await executor.find({ executionId: 'other', target: TARGET, startedAt })).toEqual({
      outcome: 'indeterminate',
      reason: 'the access token may not read the variables of every pipeline; the Maintainer role lets it',
    });
    // What it may read is proof enough where it is ours.
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({ outcome: 'found' });
  });

  it('when there are more pipelines than can be looked at', async () => {
    const { clock, gitlab, executor } = await setUp();
    for (let index = 0; index < 101; index += 1) {
      gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api' });
    }
    expect(await executor.find({ executionId: 'e', target: TARGET, startedAt: clock.now() })).toMatchObject({
      outcome: 'indeterminate',
      reason: expect.stringContaining('more pipelines were started'),
    });
    expect(gitlab.simulator.requests().length).toBeLessThan(110);
  });

  it('when so many others began since that the pages do not reach back to the start', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    const startedAt = clock.now();
    const { executionId } = await start();
    for (let index = 0; index < 300; index += 1) {
      gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'push' });
    }
    expect(await executor.find({ executionId, target: TARGET, startedAt })).toMatchObject({
      outcome: 'indeterminate',
      reason: expect.stringContaining('more pipelines were started'),
    });
  });

  it.each([
    ['as a run, where its variables say another', 'variables', 'absent'],
    ['at all, where inputs do not tell', 'inputs', 'indeterminate'],
  ] as const)('a run whose name has our id beside another one is not ours %s', async (_, variablesAs, outcome) => {
    const { clock, executor, start } = await setUp({
      projects: [
        {
          path: 'a/b',
          inputs: variablesAs === 'inputs' ? { SLUICE_EXECUTION_ID: null, NOTE: '' } : {},
          script: named(
            variablesAs === 'inputs'
              ? '$[[ inputs.NOTE ]]: $[[ inputs.SLUICE_EXECUTION_ID ]]'
              : '$NOTE: $SLUICE_EXECUTION_ID',
          ),
        },
      ],
    });
    const target = { project: 'a/b', ref: 'main', variablesAs } as const;
    const startedAt = clock.now();
    const executionId = randomUUID();
    const other = await start(target, { NOTE: `once more ${executionId}` });
    const find = { executionId, target, startedAt };
    expect(await executor.find(find)).toMatchObject({ outcome });
    expect(await executor.find({ ...find, sightedRunId: other.runId })).toMatchObject({ outcome });
    if (variablesAs === 'variables') {
      expect(await executor.find({ ...find, executionId: other.executionId })).toMatchObject({
        outcome: 'found',
        run: { id: other.runId },
      });
    }
  });

  it('where the name has our id beside another one and the variables may not be read, whatever a webhook says', async () => {
    const { clock, gitlab, executor } = await setUp({
      tokens: [{ token: TOKEN, role: 'developer' }],
      projects: [{ path: 'platform/bootstrap', script: named('$NOTE: $SLUICE_EXECUTION_ID') }],
    });
    const executionId = randomUUID();
    const variables = { NOTE: executionId, SLUICE_EXECUTION_ID: randomUUID() };
    const runId = gitlab.simulator.startForeignPipeline({ project: 1, ref: 'main', source: 'api', variables });
    const find = { executionId, target: TARGET, startedAt: clock.now(), sightedRunId: String(runId) };
    expect(await executor.find(find)).toMatchObject({ outcome: 'indeterminate' });
  });

  it('when inputs carry the execution id and the name does not', async () => {
    const { clock, executor, start } = await setUp({
      projects: [{ path: 'a/b', inputs: { SLUICE_EXECUTION_ID: '' } }],
    });
    const target = { project: 'a/b', ref: 'main', variablesAs: 'inputs' } as const;
    const startedAt = clock.now();
    expect(await executor.find({ executionId: 'e', target, startedAt })).toEqual({ outcome: 'absent' });
    const { executionId } = await start(target);
    expect(await executor.find({ executionId, target, startedAt })).toMatchObject({
      outcome: 'indeterminate',
      reason: expect.stringContaining('workflow:name'),
    });
  });
});

it('a GitLab that can not be asked is an error, never an absence', async () => {
  const { clock, gitlab, executor } = await setUp();
  const request = { executionId: 'e', target: TARGET, startedAt: clock.now() };
  gitlab.simulator.injectFault({ kind: 'status', status: 500, route: 'list-pipelines' });
  expect(await failure(executor.find(request))).toMatchObject({ name: 'ExecutorError', retryable: true });
  gitlab.simulator.injectFault({ kind: 'garbage', route: 'list-pipelines', times: 2 });
  expect(await failure(executor.find(request))).toMatchObject({ name: 'ExecutorError' });
});
