import { ExecutorError } from '@sluice/core';
import type { GitLabFault, GitLabRoute } from '@sluice/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type GitLabBench, setUp, TARGET } from './gitlab.ts';

const EXECUTION = '0f8fad5b-d9cb-469f-a165-70867728950e';
const TRIGGER_TOKEN = 'glptt-0123456789abcdef';

const route = fc.constantFrom<GitLabRoute | undefined>(
  undefined,
  'create-pipeline',
  'create-pipeline',
  'trigger-pipeline',
  'list-pipelines',
  'list-variables',
  'get-pipeline',
  'list-jobs',
  'list-trigger-jobs',
);

const fault: fc.Arbitrary<GitLabFault> = fc
  .oneof(
    fc.constantFrom(
      { kind: 'commit-then-502' } as const,
      { kind: 'commit-then-reset' } as const,
      { kind: 'commit-then-partial-answer' } as const,
      { kind: 'garbage' } as const,
      { kind: 'reset' } as const,
      { kind: 'creation-rate-limit' } as const,
      { kind: 'too-many-requests' } as const,
      { kind: 'too-many-requests', retryAfterSeconds: 5 } as const,
    ),
    fc
      .tuple(fc.constantFrom('commit-late' as const, 'late-visibility' as const), fc.integer({ min: 1, max: 60 }))
      .map(([kind, seconds]) => ({ kind, delayMs: seconds * 1000 })),
    fc
      .constantFrom(200, 201, 301, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504, 520)
      .map((status) => ({ kind: 'status', status }) as const),
  )
  .chain((chosen) => route.map((where) => ({ ...chosen, route: where })));

function runsIn({ gitlab }: GitLabBench): number {
  return gitlab.simulator.pipelines(1).filter(({ variables }) => variables['SLUICE_EXECUTION_ID'] === EXECUTION).length;
}

function startsIn({ gitlab }: GitLabBench): number {
  const starts: readonly GitLabRoute[] = ['create-pipeline', 'trigger-pipeline'];
  return gitlab.simulator.requests().filter((request) => starts.includes(request.route)).length;
}

async function tryStart({ executor }: GitLabBench): Promise<'started' | 'not_started' | 'unknown'> {
  try {
    await executor.start({
      executionId: EXECUTION,
      target: TARGET,
      variables: { SLUICE_EXECUTION_ID: EXECUTION },
    });
    return 'started';
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    return error.outcome;
  }
}

async function tryFind({ executor }: GitLabBench, startedAt: number): Promise<string> {
  try {
    return (await executor.find({ executionId: EXECUTION, target: TARGET, startedAt })).outcome;
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    return 'error';
  }
}

interface World {
  readonly byTrigger: boolean;
  readonly named: boolean;
  readonly schedule: readonly GitLabFault[];
}

/** A GitLab in which this goes wrong, and an executor that goes by its clock. */
async function setUpFaulty({ byTrigger, named, schedule }: World): Promise<GitLabBench> {
  const script = {
    name: named ? 'deploy $SLUICE_EXECUTION_ID' : undefined,
    stages: [{ name: 'deploy', jobs: [{ name: 'deploy', steps: [{ command: 'make', durationMs: 10_000 }] }] }],
  };
  let now = () => 0;
  const bench = await setUp(
    { projects: [{ path: 'platform/bootstrap', script, triggerTokens: [{ token: TRIGGER_TOKEN }] }] },
    { now: () => now(), ...(byTrigger ? { triggerToken: TRIGGER_TOKEN } : {}) },
  );
  now = bench.clock.now;
  for (const each of schedule) bench.gitlab.simulator.injectFault(each);
  return bench;
}

interface Look {
  readonly outcome: string;
  readonly startedAt: number;
  /** Whether lists may be late to show what there is. */
  readonly isLate: boolean;
}

async function lookAt(bench: GitLabBench, { outcome, startedAt, isLate }: Look): Promise<void> {
  const runs = runsIn(bench);
  expect(runs).toBeLessThanOrEqual(outcome === 'not_started' ? 0 : 1);
  const found = await tryFind(bench, startedAt);
  if (runs === 0) expect(found).not.toBe('found');
  else if (!isLate) expect(found).not.toBe('absent');
}

const worlds: fc.Arbitrary<World> = fc.record({
  byTrigger: fc.boolean(),
  named: fc.boolean(),
  schedule: fc.array(fault, { maxLength: 4 }),
});

it('whatever goes wrong, a start makes at most one run, and none that lists show is called absent', async () => {
  const waits = fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(worlds, waits, async (world, pauses) => {
      const bench = await setUpFaulty(world);
      const { clock, gitlab } = bench;
      const startedAt = clock.now();
      const outcome = await tryStart(bench);
      const isLate = world.schedule.some(({ kind }) => kind === 'late-visibility');
      for (const pause of pauses) {
        await clock.advance(pause);
        await lookAt(bench, { outcome, startedAt, isLate });
      }
      gitlab.simulator.clearFaults();
      await clock.advance(120_000);
      expect(await tryFind(bench, startedAt)).toBe(runsIn(bench) === 1 ? 'found' : 'absent');
      expect(startsIn(bench)).toBeLessThanOrEqual(1);
      await gitlab.close();
    }),
    { numRuns: 150 },
  );
}, 60_000);
