import { describe, expect, it } from 'vitest';
import { type ExecutorConformanceOptions, executorConformance } from '../src/index.ts';
import { type Breakage, createRight, methods, saying } from './executor-breakage.ts';
import { approvalBreakages, webhookBreakages } from './executor-breakages-of-dialogues.ts';
import { logBreakages } from './executor-breakages-of-logs.ts';
import { abortBreakages, errorBreakages, secretBreakages } from './executor-breakages-of-manners.ts';
import { cancelBreakages, observeBreakages } from './executor-breakages-of-observations.ts';
import { findBreakages } from './executor-breakages-of-searches.ts';
import { startBreakages } from './executor-breakages-of-starts.ts';
import { worldBreakages } from './executor-breakages-of-worlds.ts';
import type { MillTarget } from './executor-mill.ts';
import { MILL_SCENARIOS, openMillWorld } from './executor-mill-world.ts';

interface ConformanceCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Collects the cases of the suite instead of running them. */
function casesFor(options: Partial<ExecutorConformanceOptions<MillTarget>> = {}): readonly ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  executorConformance({
    name: 'the mill',
    create: createRight,
    scenarios: MILL_SCENARIOS,
    world: openMillWorld,
    describe: (_, body) => body(),
    it: (name, run) => cases.push({ name, run }),
    ...options,
  });
  return cases;
}

const BREAKAGES: readonly Breakage[] = [
  ...startBreakages,
  ...findBreakages,
  ...observeBreakages,
  ...cancelBreakages,
  ...logBreakages,
  ...approvalBreakages,
  ...webhookBreakages,
  ...errorBreakages,
  ...secretBreakages,
  ...abortBreakages,
];

describe('an executor that is right', () => {
  it.each(casesFor())('$name', ({ run }) => run());

  it('also where what waits for approval can not be rejected', async () => {
    const scenarios = { ...MILL_SCENARIOS, waitsForApproval: { target: { job: 'manual' } } };
    const cases = casesFor({ scenarios }).filter(({ name }) => name.startsWith('rejects where'));
    expect(cases).toHaveLength(1);
    for (const { run } of cases) await run();
  });

  it('also where it looks at the run that it has started', async () => {
    const create = methods((right) => ({
      async start(request) {
        const { id } = await right.start(request);
        return saying(right.get({ ...request, runId: id }), { outcome: 'unknown' });
      },
    }));
    const cases = casesFor({ create }).filter(({ name }) => name.includes('that follows the one that starts it'));
    expect(cases).toHaveLength(1);
    for (const { run } of cases) await run();
  });

  it('is not told so by cases without a name of their own', () => {
    const names = casesFor().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('an executor that', () => {
  const rows = BREAKAGES.map(([what, foundBy, saying, create, scenarios = MILL_SCENARIOS]) => ({
    what,
    foundBy,
    saying,
    options: { create, scenarios },
  }));

  it.concurrent.each(rows)('$what fails: $foundBy', async ({ foundBy, saying, options }) => {
    const found = casesFor(options).find(({ name }) => name === foundBy);
    await expect(found?.run()).rejects.toThrow(saying);
  });

  it.concurrent.each(
    worldBreakages.map(([what, foundBy, saying, world, scenarios = MILL_SCENARIOS]) => ({
      what,
      foundBy,
      saying,
      options: { world, scenarios },
    })),
  )('is right in a world that $what fails: $foundBy', async ({ foundBy, saying, options }) => {
    const found = casesFor(options).find(({ name }) => name === foundBy);
    await expect(found?.run()).rejects.toThrow(saying);
  });

  it('is wrong in any way that a case is for is found by that case', () => {
    const found = new Set([...BREAKAGES, ...worldBreakages].map(([, foundBy]) => foundBy));
    const neverFailing = casesFor().filter(({ name }) => !found.has(name));
    expect(neverFailing.map(({ name }) => name)).toEqual([]);
  });
});
