import type { EnvironmentQuery, ExecutionStore } from '@sluice/core';
import { createdAtOf } from './executions.ts';

/** A store, and how many executions it holds. */
export interface FilledStore {
  readonly store: ExecutionStore;
  readonly size: number;
}

/** How long a page takes from each of two stores, in milliseconds, as medians. */
export interface Comparison {
  readonly question: string;
  readonly smallMs: number;
  readonly largeMs: number;
  readonly ratio: number;
}

interface Question {
  readonly name: string;
  readonly query: (size: number) => Omit<EnvironmentQuery, 'environment' | 'limit'>;
}

const PAGE = 20;

const QUESTIONS: readonly Question[] = [
  { name: 'of an environment', query: () => ({}) },
  { name: '... and a pipeline', query: () => ({ pipelineType: 'compute' }) },
  { name: '... and a tenant', query: () => ({ tenantId: 'initech' }) },
  { name: '... and both', query: () => ({ pipelineType: 'compute', tenantId: 'initech' }) },
  { name: '... before half of them', query: (size) => ({ createdUntil: createdAtOf(size / 2) }) },
];

/** Asks two stores the same questions by turns, so that whatever else the machine does slows both. */
export async function compare(small: FilledStore, large: FilledStore, turns: number): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const { name, query } of QUESTIONS) {
    const ask = ({ store, size }: FilledStore): Promise<number> =>
      timePage(store, { environment: 'dev', limit: PAGE, ...query(size) });
    const [smallTimes, largeTimes]: [number[], number[]] = [[], []];
    for (let turn = -turns / 5; turn < turns; turn += 1) {
      const [smallMs, largeMs] = [await ask(small), await ask(large)];
      if (turn < 0) continue;
      smallTimes.push(smallMs);
      largeTimes.push(largeMs);
    }
    const [smallMs, largeMs] = [medianOf(smallTimes), medianOf(largeTimes)];
    comparisons.push({ question: name, smallMs, largeMs, ratio: largeMs / smallMs });
  }
  return comparisons;
}

async function timePage(store: ExecutionStore, query: EnvironmentQuery): Promise<number> {
  const start = performance.now();
  const { executions, cursor } = await store.listByEnvironment(query);
  const elapsed = performance.now() - start;
  if (executions.length === PAGE && cursor !== undefined) return elapsed;
  throw new Error(`A page should be full and not the last one, but has ${executions.length} executions.`);
}

function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
