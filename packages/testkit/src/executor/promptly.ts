import { setTimeout } from 'node:timers/promises';
import { BrokenPromise } from './broken-promise.ts';
import type { CaseBench } from './case-bench.ts';

/** Fails a case whose promise takes longer than so many answers of the CI system do. */
export async function promptly<Value>(
  { world }: CaseBench,
  promise: Promise<Value>,
  promised: string,
  answers = 1,
): Promise<Value> {
  const withinMs = answers * (world.answersWithinMs ?? 500);
  const patience = new AbortController();
  const late = setTimeout(withinMs, undefined, { signal: patience.signal }).then(() => {
    throw new BrokenPromise(promised, `nothing after ${withinMs} ms`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => {});
    patience.abort();
  }
}
