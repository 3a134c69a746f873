import { describe, expect, it, vi } from 'vitest';
import { executionStoreConformance } from '../src/index.ts';
import type { Breakage } from './store-breakage.ts';
import { claimBreakages } from './store-breakages-of-claims.ts';
import { cursorBreakages } from './store-breakages-of-cursors.ts';
import { eventBreakages } from './store-breakages-of-events.ts';
import { executionBreakages } from './store-breakages-of-executions.ts';
import { filterBreakages } from './store-breakages-of-filters.ts';
import { leaseBreakages } from './store-breakages-of-leases.ts';
import { listingBreakages } from './store-breakages-of-listings.ts';
import { createMemoryStore, emptyData, type MemoryData } from './store-in-memory.ts';

vi.setConfig({ testTimeout: 60_000 });

type BreakStore = Breakage[2];

interface ConformanceCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Collects the cases of the suite instead of running them. */
function casesFor(breakStore: BreakStore = () => ({})): readonly ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  const databases = new Map<string, MemoryData>();
  executionStoreConformance({
    name: 'a store in memory',
    describe: (_, body) => body(),
    it: (name, run) => cases.push({ name, run }),
    createStore({ database, now }) {
      const data = databases.get(database) ?? emptyData();
      databases.set(database, data);
      const store = createMemoryStore(data, now);
      return { ...store, ...breakStore(store, data) };
    },
  });
  return cases;
}

const known = new Map<BreakStore, Promise<readonly string[]>>();

/** Runs all cases on a broken store, once, and returns the names of those that failed. */
function failuresOf(breakStore: BreakStore): Promise<readonly string[]> {
  const failures = known.get(breakStore) ?? findFailures(breakStore);
  known.set(breakStore, failures);
  return failures;
}

async function findFailures(breakStore: BreakStore): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { name, run } of casesFor(breakStore)) await run().catch(() => failures.push(name));
  return failures;
}

describe('a store that is right', () => {
  it.each(casesFor())('$name', ({ run }) => run());

  it('is not told so by cases without a name of their own', () => {
    const names = casesFor().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

const BREAKAGES: readonly Breakage[] = [
  ...claimBreakages,
  ...executionBreakages,
  ...listingBreakages,
  ...filterBreakages,
  ...cursorBreakages,
  ...eventBreakages,
  ...leaseBreakages,
];

describe('a store that', () => {
  it.each(BREAKAGES)('%s fails: %s', async (_, foundBy, breakStore) => {
    expect(await failuresOf(breakStore)).toContain(foundBy);
  });

  it('breaks in every way that a case is for', async () => {
    const failures = await Promise.all(BREAKAGES.map(([, , breakStore]) => failuresOf(breakStore)));
    const everFailing = new Set(failures.flat());
    const neverFailing = casesFor().filter(({ name }) => !everFailing.has(name));
    expect(neverFailing.map(({ name }) => name)).toEqual([]);
  });
});
