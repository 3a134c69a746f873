import type { Claim, Execution } from '@sluice/core';
import { type CiRun, goesBy } from '../ci/ci-run.ts';
import { slotOf } from '../servers/catalog.ts';

/** What really happened, seen from outside the world: servers see it late, in part, or never. */
export interface Ledger {
  /** Every state of every execution, in order. */
  readonly versions: Map<string, Execution[]>;
  /** What each execution holds. */
  readonly claims: Map<string, readonly Claim[]>;
  /** Every run that there ever was. */
  readonly runs: CiRun[];
  /** How often a start was sent. */
  readonly starts: Map<string, number>;
  /** In whose name each was sent first. */
  readonly starters: Map<string, string>;
  /** Executions about which the CI system would not say whether they have a run. */
  readonly excused: Set<string>;
}

export function createLedger(): Ledger {
  return {
    versions: new Map(),
    claims: new Map(),
    runs: [],
    starts: new Map(),
    starters: new Map(),
    excused: new Set(),
  };
}

/** The execution as it is recorded now. */
export function recordOf({ versions }: Ledger, executionId: string): Execution | undefined {
  return versions.get(executionId)?.at(-1);
}

/** All runs that an execution ever had. */
export function runsOf({ runs }: Ledger, executionId: string): readonly CiRun[] {
  return runs.filter((run) => run.executionId === executionId);
}

/** The run that an id is, or was, the id of. */
export function runNamed({ runs }: Ledger, id: string | undefined): CiRun | undefined {
  return runs.find((run) => goesBy(run, id));
}

/** The other executions that were given a claim of the same name. */
export function sharersOf(ledger: Ledger, executionId: string, name: string): readonly Execution[] {
  return othersThan(ledger, executionId).filter(({ executionId: other }) =>
    ledger.claims.get(other)?.some((claim) => claim.name === name),
  );
}

/** The other executions that take up what only one may at a time. */
export function rivalsOf(ledger: Ledger, execution: Execution): readonly Execution[] {
  const slot = slotOf(execution);
  if (slot === undefined) return [];
  return othersThan(ledger, execution.executionId).filter((other) => slotOf(other) === slot);
}

function othersThan({ versions }: Ledger, executionId: string): readonly Execution[] {
  const others: Execution[] = [];
  for (const [id, states] of versions) {
    const record = states.at(-1);
    if (id !== executionId && record !== undefined) others.push(record);
  }
  return others;
}
