import type { ExecutionStore } from '@sluice/core';
import type { StoreParts } from './claims.ts';
import { type LeaseItem, leaseKey, toSeconds } from './item.ts';

/** How long a lease that is over stays, in milliseconds: whoever's clock is behind must still find it. */
const MEMORY_MS = 24 * 60 * 60 * 1000;

/** Makes the leases of a table: one item each, taken by one conditional write. */
export function createLeases({ table, now }: StoreParts): Pick<ExecutionStore, 'acquireLease' | 'releaseLease'> {
  return {
    async acquireLease({ name, holder, until }) {
      const lease: LeaseItem = { ...leaseKey(name), holder, until, expiresAt: toSeconds(until + MEMORY_MS) };
      // One that the SDK sent again is refused only when another holder has it by then.
      return (await table.put({ ...lease }, { kind: 'free_for', holder, now: now() })) === 'written';
    },
    async releaseLease({ name, holder }) {
      await table.delete(leaseKey(name), { kind: 'equal', attribute: 'holder', value: holder });
    },
  };
}
