import { ExecutorError } from '@sluice/core';
import type { JenkinsFault, JenkinsRoute } from '@sluice/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failure, type JenkinsBench, JOB, PASSWORD, setUp, TARGET } from './jenkins.ts';

const EXECUTION = 'e-1';
const HAND_OVER_MS = 50;

const route = fc.constantFrom<JenkinsRoute | undefined>(
  undefined,
  'trigger-build',
  'trigger-build',
  'get-job',
  'get-jenkins',
  'get-crumb',
  'get-queue-item',
  'list-queue',
);

const fault: fc.Arbitrary<JenkinsFault> = fc
  .oneof(
    fc.constantFrom(
      { kind: 'commit-then-502' } as const,
      { kind: 'commit-then-reset' } as const,
      { kind: 'commit-then-partial-answer' } as const,
      { kind: 'garbage' } as const,
      { kind: 'reset' } as const,
      { kind: 'loading' } as const,
      { kind: 'refused' } as const,
      { kind: 'coalesced' } as const,
      { kind: 'wrong-location' } as const,
      { kind: 'queue-item-gone' } as const,
      { kind: 'too-many-requests' } as const,
      { kind: 'restart' } as const,
      { kind: 'restart', losesQueue: true } as const,
      { kind: 'restart', downForMs: 20_000 } as const,
    ),
    fc.integer({ min: 1, max: 60 }).map((seconds) => ({ kind: 'commit-late', delayMs: seconds * 1000 }) as const),
    fc
      .constantFrom(200, 303, 400, 403, 404, 409, 500, 502, 503, 504)
      .map((status) => ({ kind: 'status', status }) as const),
  )
  .chain((chosen) => route.map((where) => ({ ...chosen, route: where })));

/** The runs of the execution that there are: in the queue and built. */
function runsIn({ jenkins }: JenkinsBench): number {
  const { simulator } = jenkins;
  const all = [...simulator.queue(), ...simulator.builds(JOB)];
  return all.filter(({ parameters }) => parameters['SLUICE_EXECUTION_ID'] === EXECUTION).length;
}

async function tryStart({ executor }: JenkinsBench): Promise<'started' | 'not_started' | 'unknown'> {
  try {
    await executor.start({ executionId: EXECUTION, target: TARGET, variables: {} });
    return 'started';
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    return error.outcome;
  }
}

async function tryFind({ executor }: JenkinsBench, startedAt: number): Promise<string> {
  try {
    return (await executor.find({ executionId: EXECUTION, target: TARGET, startedAt })).outcome;
  } catch (error) {
    if (!ExecutorError.isInstance(error)) throw error;
    return 'error';
  }
}

async function lookAt(
  bench: JenkinsBench,
  { outcome, startedAt }: { readonly outcome: string; readonly startedAt: number },
): Promise<void> {
  const runs = runsIn(bench);
  expect(runs).toBeLessThanOrEqual(outcome === 'not_started' ? 0 : 1);
  const found = await tryFind(bench, startedAt);
  if (runs === 0) {
    if (runsIn(bench) === 0) expect(found).not.toBe('found');
    return;
  }
  expect(found).not.toBe('absent');
  if (found !== 'indeterminate') return;
  // It was just leaving the queue.
  await bench.clock.advance(HAND_OVER_MS);
  expect(['found', 'error']).toContain(await tryFind(bench, startedAt));
}

it('whatever goes wrong, a start makes at most one run, and no run that is there is called absent', async () => {
  const faults = fc.array(fault, { maxLength: 4 });
  const wait = fc.oneof(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 5090, max: 5160 }));
  const waits = fc.array(wait, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(faults, waits, fc.boolean(), async (schedule, pauses, byPassword) => {
      const bench = await setUp({}, byPassword ? { token: undefined, password: PASSWORD } : {});
      const { clock, jenkins, starts } = bench;
      const startedAt = clock.now();
      for (const each of schedule) jenkins.simulator.injectFault(each);
      const outcome = await tryStart(bench);
      // A second one only after Jenkins turned the first one's crumb away.
      expect(starts()).toBeLessThanOrEqual(byPassword ? 2 : 1);
      for (const pause of pauses) {
        await clock.advance(pause);
        await lookAt(bench, { outcome, startedAt });
      }
      await jenkins.close();
    }),
    { numRuns: 150 },
  );
}, 60_000);

it('a start that failed is not repeated by asking for anything else', async () => {
  const bench = await setUp();
  bench.jenkins.simulator.injectFault({ kind: 'commit-then-reset', route: 'trigger-build' });
  const startedAt = bench.clock.now();
  expect(await tryStart(bench)).toBe('unknown');
  for (let time = 0; time < 5; time += 1) {
    await tryFind(bench, startedAt);
    await bench.executor.list({ target: TARGET, since: 0 });
    await failure(
      bench.executor.get({ runId: 'queue/99/e-9', target: TARGET }).then(() => Promise.reject(new Error())),
    );
    await bench.clock.advance(1000);
  }
  expect(bench.starts()).toBe(1);
  expect(runsIn(bench)).toBe(1);
});
