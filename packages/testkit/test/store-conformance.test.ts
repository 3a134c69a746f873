import type { ExecutionStore } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { executionStoreConformance } from '../src/index.ts';
import { claimBreakages } from './store-breakages-of-claims.ts';
import { executionBreakages } from './store-breakages-of-executions.ts';
import { listingBreakages } from './store-breakages-of-listings.ts';
import { createMemoryStore, emptyData, type MemoryData } from './store-in-memory.ts';

type BreakStore = (store: ExecutionStore, data: MemoryData) => Partial<ExecutionStore>;

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

async function failuresOf(breakStore: BreakStore): Promise<readonly string[]> {
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

const BREAKAGES = [...claimBreakages, ...executionBreakages, ...listingBreakages];

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
