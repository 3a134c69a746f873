import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { executionStoreConformance } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { GUARDS, type GuardName } from '../simulation/guards/disabled.ts';
import type { Rule } from '../simulation/invariants/violation.ts';
import { shrink } from '../simulation/shrink.ts';
import { type RunResult, simulate } from '../simulation/simulate.ts';
import { createStoreModel, emptyStoreData, type StoreData } from '../simulation/store/store-model.ts';
import { merge, runBatch } from '../simulation/threads/batch.ts';
import { runAll } from '../simulation/threads/run-all.ts';

const MANY_RUNS_MS = 120_000;
const RUNS = 300;

describe('the simulation', { timeout: MANY_RUNS_MS }, () => {
  it(`breaks no rule in ${RUNS} worlds, however they end`, async () => {
    const { broken, endings, faults } = await runBatch({ firstSeed: 1, runs: RUNS });

    expect(broken).toEqual([]);
    expect([...endings.keys()]).toEqual(
      expect.arrayContaining([
        'blocked',
        'cancelled',
        'denied',
        'expired',
        'failed (never_started)',
        'failed (not_started)',
        'failed (pipeline_failed)',
        'failed (pipeline_skipped)',
        'lost (outcome_unknown)',
        'lost (run_deleted)',
        'succeeded',
      ]),
    );
    expect(faults.size, 'kinds of faults').toBeGreaterThan(30);
  });

  it.each<[GuardName, readonly Rule[]]>([
    ['conditional-create', ['one-per-claim']],
    ['conditional-update', ['trail-is-complete', 'finished-stays']],
    ['lease', ['record-tells-the-truth']],
    ['find', ['record-tells-the-truth']],
    ['find-before-start', ['one-run-per-execution']],
    ['settle-window', ['record-tells-the-truth']],
  ])(`sees within ${RUNS} worlds that the guard "%s" is missing`, async (guard, rules) => {
    const { violation } = await firstBroken(guard);

    expect(rules).toContain(violation?.rule);
  });

  it.each<[GuardName]>([['lateness-limit'], ['skew-limit']])(
    'breaks a rule beyond the "%s", which the promise names',
    async (guard) => {
      const { violation } = await firstBroken(guard);

      expect(violation?.rule).toBe('record-tells-the-truth');
    },
  );

  it('is the same world for the same seed, step by step', async () => {
    const [one, other] = [await simulate({ seed: 7, trace: true }), await simulate({ seed: 7, trace: true })];

    expect(one.trace.length).toBeGreaterThan(20);
    expect(other.trace).toEqual(one.trace);
  });

  it('is the same in any number of batches and threads', async () => {
    const together = await runBatch({ firstSeed: 1, runs: 210 });
    const apart = merge([await runBatch({ firstSeed: 101, runs: 110 }), await runBatch({ firstSeed: 1, runs: 100 })]);
    const { threads: _, ...threaded } = await runAll({ firstSeed: 1, runs: 210 });

    expect(apart).toEqual(together);
    expect(threaded).toEqual(together);
  });

  it('shrinks a violation to decisions of which none can be left out', async () => {
    const disabled = GUARDS['find-before-start'];
    const { seed, violation, decisions } = await firstBroken('find-before-start');
    const rule = violation?.rule ?? 'always-ends';

    const minimal = await shrink({ seed, disabled }, rule, decisions);

    expect(minimal.decisions.length).toBeLessThan(decisions.size);
    expect(minimal.result.violation?.rule).toBe(rule);
    for (const decision of minimal.decisions) {
      const others = new Set(minimal.decisions.filter((other) => other !== decision));
      expect((await simulate({ seed, disabled, only: others })).violation?.rule).not.toBe(rule);
    }
  });
});

describe('npm run simulate', { timeout: MANY_RUNS_MS }, () => {
  it('says what it did, and exits with 0 where no rule was broken', async () => {
    const { code, stdout } = await runMain('--runs', '20', '--seed', '5');

    expect([code, stdout]).toEqual([0, expect.stringContaining('No rule was broken.')]);
  });

  it('names the seed and the steps of a violation, and exits with 1', async () => {
    const { code, stdout } = await runMain('--runs', '20', '--disable', 'conditional-create');

    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^Seed \d+ breaks the rule that what one execution has claimed no other one has: execution-\d+ was created/m,
    );
    expect(stdout).toContain('The least that must happen for that:');
    expect(stdout).toMatch(/^Replay it: npm run simulate -- --trace \d+ --disable conditional-create$/m);
  });

  it('names the guards when it is told to disable another one', async () => {
    const { code, stderr } = await runMain('--disable', 'everything');

    expect([code, stderr]).toEqual([2, expect.stringContaining('There are: conditional-create,')]);
  });
});

const databases = new Map<string, StoreData>();

executionStoreConformance({
  name: 'The store of the simulation',
  describe,
  it,
  createStore: ({ database, now }) => {
    const data = databases.get(database) ?? emptyStoreData(new TextEncoder().encode(database));
    databases.set(database, data);
    return createStoreModel(data, now);
  },
});

async function firstBroken(guard: GuardName): Promise<RunResult & { readonly seed: number }> {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const result = await simulate({ seed, disabled: GUARDS[guard] });
    if (result.violation !== undefined) return { ...result, seed };
  }
  throw new Error(`No violation in ${RUNS} runs without the ${guard}.`);
}

async function runMain(...words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = fileURLToPath(new URL('../simulation/main.ts', import.meta.url));
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [main, ...words])) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
