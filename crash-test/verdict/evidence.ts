import type { Wire } from '@sluice/core';
import type { Ledger } from '../clients/ledger.ts';
import type { CiSystem } from '../world/ci-system.ts';

/** All that is known when everything has come to rest. */
export interface Evidence {
  /** What the servers say, in the end. */
  readonly records: readonly Wire['Execution'][];
  /** The versions in the audit trail of each execution, in its order. */
  readonly trails: ReadonlyMap<string, readonly number[]>;
  /** What the CI systems say. */
  readonly ciSystems: readonly CiSystem[];
  /** What clients were told. */
  readonly ledger: Ledger;
  /** Servers that ended by themselves. */
  readonly casualties: readonly string[];
}
