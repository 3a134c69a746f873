import { describe, expect, it } from 'vitest';
import { setUp, TARGET, TOKEN } from './gitlab.ts';
import { job, script, stage } from './scripts.ts';

const DEVELOPER = { tokens: [{ token: TOKEN, role: 'developer' as const }] };

function foreign(variables: Record<string, string> = {}, source = 'api') {
  return { project: 1, ref: 'main', source, variables };
}

describe('a run that a webhook told of', () => {
  it('is found where lists do not show it yet', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    const startedAt = clock.now();
    gitlab.simulator.injectFault({ kind: 'late-visibility', delayMs: 10_000 });
    const { executionId, runId } = await start();
    const request = { executionId, target: TARGET, startedAt };
    expect(await executor.find(request)).toEqual({ outcome: 'absent' });
    expect(await executor.find({ ...request, sightedRunId: runId })).toMatchObject({
      outcome: 'found',
      run: { id: runId },
    });
  });

  it('is found where inputs carry its id and its name does not show: the name does in the webhook', async () => {
    const named = { ...script(stage('deploy', job('deploy'))), name: 'deploy $[[ inputs.SLUICE_EXECUTION_ID ]]' };
    const { clock, gitlab, executor, start } = await setUp({
      projects: [{ path: 'a/b', inputs: { SLUICE_EXECUTION_ID: null }, script: named }],
    });
    const target = { project: 'a/b', ref: 'main', variablesAs: 'inputs' } as const;
    const startedAt = clock.now();
    gitlab.simulator.injectFault({ kind: 'late-visibility', delayMs: 10_000 });
    const { executionId, runId } = await start(target);
    expect(await executor.find({ executionId, target, startedAt, sightedRunId: runId })).toMatchObject({
      outcome: 'found',
    });
  });

  it('counts where the access token may not read its variables', async () => {
    const { clock, gitlab, executor } = await setUp(DEVELOPER);
    const runId = String(gitlab.simulator.startForeignPipeline(foreign({ SLUICE_EXECUTION_ID: 'e' })));
    const request = { executionId: 'e', target: TARGET, startedAt: clock.now() };
    expect(await executor.find(request)).toMatchObject({ outcome: 'indeterminate' });
    expect(await executor.find({ ...request, sightedRunId: runId })).toMatchObject({
      outcome: 'found',
      run: { id: runId },
    });
  });

  it('is looked up once when the search has found it already', async () => {
    const { clock, gitlab, executor, start } = await setUp();
    const startedAt = clock.now();
    const { executionId, runId } = await start();
    const found = await executor.find({ executionId, target: TARGET, startedAt, sightedRunId: runId });
    expect(found).toMatchObject({ outcome: 'found', run: { id: runId } });
    expect(gitlab.simulator.requests().filter(({ route }) => route === 'get-pipeline')).toHaveLength(1);
  });

  it.each([
    ['whose variables carry no execution id', {}, 'api'],
    ['whose variables carry another execution id', { SLUICE_EXECUTION_ID: 'e-2' }, 'api'],
    ['that has our id in another variable', { OTHER: 'e' }, 'api'],
    ['that was not started over the API', { SLUICE_EXECUTION_ID: 'e' }, 'parent_pipeline'],
  ])('and %s is not ours', async (_, variables, source) => {
    const { clock, gitlab, executor } = await setUp();
    const sightedRunId = String(gitlab.simulator.startForeignPipeline(foreign(variables, source)));
    const request = { executionId: 'e', target: TARGET, startedAt: clock.now(), sightedRunId };
    expect(await executor.find(request)).toEqual({ outcome: 'absent' });
  });

  it('and was there long before the start is not ours', async () => {
    const { clock, gitlab, executor } = await setUp(DEVELOPER);
    const sightedRunId = String(gitlab.simulator.startForeignPipeline(foreign({ SLUICE_EXECUTION_ID: 'e' })));
    await clock.advance(3_600_000);
    const request = { executionId: 'e', target: TARGET, startedAt: clock.now(), sightedRunId };
    expect(await executor.find(request)).toEqual({ outcome: 'absent' });
  });

  it('and is not in the project of the target is not ours', async () => {
    const { clock, gitlab, executor } = await setUp({ projects: [{ path: 'platform/bootstrap' }, { path: 'c/d' }] });
    const elsewhere = { ...foreign({ SLUICE_EXECUTION_ID: 'e' }), project: 'c/d' };
    const sightedRunId = String(gitlab.simulator.startForeignPipeline(elsewhere));
    const request = { executionId: 'e', target: TARGET, startedAt: clock.now(), sightedRunId };
    expect(await executor.find(request)).toEqual({ outcome: 'absent' });
  });

  it('and is another than the one that was found makes two: neither is adopted', async () => {
    const { clock, gitlab, executor } = await setUp();
    const startedAt = clock.now();
    const twin = foreign({ SLUICE_EXECUTION_ID: 'e' });
    const shown = String(gitlab.simulator.startForeignPipeline(twin));
    gitlab.simulator.injectFault({ kind: 'late-visibility', delayMs: 60_000 });
    const hidden = await executor.start({ executionId: 'e', target: TARGET, variables: { SLUICE_EXECUTION_ID: 'e' } });
    const request = { executionId: 'e', target: TARGET, startedAt };
    expect(await executor.find(request)).toMatchObject({ outcome: 'found', run: { id: shown } });
    expect(await executor.find({ ...request, sightedRunId: hidden.id })).toEqual({
      outcome: 'ambiguous',
      runIds: [shown, hidden.id],
    });
  });
});
