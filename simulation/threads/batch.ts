import { GUARDS, type GuardName } from '../guards/disabled.ts';
import type { Violation } from '../invariants/violation.ts';
import { simulate } from '../simulate.ts';

/** Runs whose seeds follow one another. */
export interface Batch {
  readonly firstSeed: number;
  readonly runs: number;
  /** What is taken away. @defaultValue nothing */
  readonly guard?: GuardName | undefined;
}

/** A seed that broke a rule. */
export interface BrokenSeed extends Violation {
  readonly seed: number;
}

/** How the runs of a batch went, all together. */
export interface BatchResult {
  readonly runs: number;
  readonly steps: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly answers: ReadonlyMap<string, number>;
  readonly endings: ReadonlyMap<string, number>;
  readonly broken: readonly BrokenSeed[];
}

/** Runs a batch in this thread. */
export async function runBatch({ firstSeed, runs, guard }: Batch): Promise<BatchResult> {
  const disabled = guard === undefined ? undefined : GUARDS[guard];
  const faults = new Map<string, number>();
  const answers = new Map<string, number>();
  const endings = new Map<string, number>();
  const broken: BrokenSeed[] = [];
  let steps = 0;
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    const result = await simulate({ seed, disabled });
    steps += result.steps;
    addTo(faults, result.faults);
    addTo(answers, result.answers);
    addTo(endings, result.endings);
    if (result.violation !== undefined) broken.push({ seed, ...result.violation });
  }
  return { runs, steps, faults, answers, endings, broken };
}

/** Puts the results of several batches together: the same, whatever their order and number. */
export function merge(results: readonly BatchResult[]): BatchResult {
  const faults = new Map<string, number>();
  const answers = new Map<string, number>();
  const endings = new Map<string, number>();
  for (const result of results) {
    addTo(faults, result.faults);
    addTo(answers, result.answers);
    addTo(endings, result.endings);
  }
  const sum = (count: (result: BatchResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    runs: sum(({ runs }) => runs),
    steps: sum(({ steps }) => steps),
    faults,
    answers,
    endings,
    broken: results.flatMap(({ broken }) => broken).sort((one, other) => one.seed - other.seed),
  };
}

function addTo(totals: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) totals.set(name, (totals.get(name) ?? 0) + count);
}
