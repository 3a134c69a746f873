import { randomUUID } from 'node:crypto';
import type { ExecutionStore } from '@sluice/core';
import { createVirtualClock } from '../virtual-clock.ts';
import { claimCases } from './claim-cases.ts';
import { cursorCases } from './cursor-cases.ts';
import { eventCases } from './event-cases.ts';
import { executionCases } from './execution-cases.ts';
import { filterCases } from './filter-cases.ts';
import { leaseCases } from './lease-cases.ts';
import { listingCases } from './listing-cases.ts';
import { recordCases } from './record-cases.ts';
import { START } from './sample-execution.ts';
import type { StoreCase } from './store-case.ts';

/** What the suite for stores needs: how to open a store, and the test runner's own functions. @public */
export interface ExecutionStoreConformanceOptions {
  /** What the store is called in the report. */
  readonly name: string;
  /** Opens a store. It is called twice with the same `database` where a case needs two servers. */
  readonly createStore: (request: StoreRequest) => ExecutionStore | Promise<ExecutionStore>;
  /** The test runner's: Vitest, Jest, Mocha and node:test all have them. */
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/** Which store a case asks for. @public */
export interface StoreRequest {
  /**
   * Names the data: empty when the name is new, shared by all stores that were opened with the same name. Lower-case
   * letters, digits and dashes.
   */
  readonly database: string;
  /** The time by which claims and leases expire, in milliseconds since the epoch; the suite moves it. */
  readonly now: () => number;
}

/**
 * Registers the cases that an `ExecutionStore` must pass to be called one. Each has a database of its own and closes
 * its stores.
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest';
 *
 * executionStoreConformance({
 *   name: 'SQLite',
 *   describe,
 *   it,
 *   createStore: ({ database, now }) => createSqliteStore({ path: join(folder, `${database}.db`), now }),
 * });
 * ```
 * @public
 */
export function executionStoreConformance(options: ExecutionStoreConformanceOptions): void {
  const groups = [
    executionCases,
    claimCases,
    recordCases,
    listingCases,
    filterCases,
    cursorCases,
    eventCases,
    leaseCases,
  ];
  options.describe(`${options.name} is an execution store`, () => {
    for (const { name, cases } of groups) {
      options.describe(name, () => {
        for (const storeCase of cases) options.it(storeCase.name, () => runCase(storeCase, options));
      });
    }
  });
}

async function runCase(storeCase: StoreCase, { createStore }: ExecutionStoreConformanceOptions): Promise<void> {
  const clock = createVirtualClock({ start: START });
  const database = `case-${randomUUID()}`;
  const opened: ExecutionStore[] = [];
  const open = async (name: string): Promise<ExecutionStore> => {
    const store = await createStore({ database: name, now: clock.now });
    opened.push(store);
    return store;
  };
  try {
    await storeCase.run({
      store: await open(database),
      clock,
      openAnother: () => open(database),
      openElsewhere: () => open(`${database}-elsewhere`),
    });
  } finally {
    await Promise.all(opened.map((store) => store.close()));
  }
}
