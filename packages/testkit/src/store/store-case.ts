import { deepStrictEqual } from 'node:assert/strict';
import type { CreateResult, EnvironmentQuery, Execution, ExecutionPage, ExecutionStore } from '@sluice/core';
import type { VirtualClock } from '../virtual-clock.ts';
import { sampleExecution } from './sample-execution.ts';

/** What a case is given: an empty database of its own. */
export interface StoreContext {
  readonly store: ExecutionStore;
  readonly clock: VirtualClock;
  /** Opens the same data once more, as another server does. */
  readonly openAnother: () => Promise<ExecutionStore>;
  /** Opens another database, which is empty. */
  readonly openElsewhere: () => Promise<ExecutionStore>;
}

/** One promise of the port, and how it is checked. */
export interface StoreCase {
  readonly name: string;
  run(context: StoreContext): Promise<void>;
}

/** Cases about one part of the port. */
export interface StoreCaseGroup {
  readonly name: string;
  readonly cases: readonly StoreCase[];
}

/** Asserts that two executions are the same; a field that is undefined is one that is absent. */
export function assertSame(actual: unknown, expected: unknown): void {
  deepStrictEqual(asJson(actual), asJson(expected));
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Asserts that an execution was created. */
export function assertCreated(result: CreateResult): void {
  deepStrictEqual(result, { created: true });
}

/** Asserts that an execution was not created, because of this claim of that execution. */
export function assertHeld(result: CreateResult, claim: string, heldBy: string): void {
  deepStrictEqual(result, { created: false, claim, heldBy });
}

/** Reads a listing to its end. */
export async function readPages(
  readPage: (cursor: string | undefined) => Promise<ExecutionPage>,
): Promise<readonly (readonly Execution[])[]> {
  const pages: (readonly Execution[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    pages.push(page.executions);
    cursor = page.cursor;
    if (pages.length > 200) throw new Error('The listing has no end: page 200 still has a cursor.');
  } while (cursor !== undefined);
  return pages;
}

/** Returns the ids of executions, for messages that can be read. */
export function idsOf(executions: readonly Execution[]): readonly string[] {
  return executions.map(({ executionId }) => executionId);
}

/** Creates executions without claims, one after the other. */
export async function createMany(
  store: ExecutionStore,
  count: number,
  fieldsOf: (index: number) => Partial<Execution>,
): Promise<readonly Execution[]> {
  const executions = Array.from({ length: count }, (_, index) => sampleExecution(fieldsOf(index)));
  for (const execution of executions) assertCreated(await store.create(execution, []));
  return executions;
}

/** Lists all that a query asks for, in pages. */
export async function listAll(
  store: ExecutionStore,
  query: Omit<EnvironmentQuery, 'limit' | 'cursor'>,
  limit: number,
): Promise<readonly Execution[]> {
  return (await readPages((cursor) => store.listByEnvironment({ ...query, limit, cursor }))).flat();
}
