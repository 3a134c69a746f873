import type { Wire } from '@sluice/core';
import type { SharedStore } from '../world/store.ts';

/** Reads the versions in the audit trails of these executions from the store itself. */
export async function readTrails(
  shared: SharedStore,
  records: readonly Wire['Execution'][],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { store, close } = await shared.open();
  try {
    const trails = new Map<string, readonly number[]>();
    for (const { execution_id: executionId } of records) {
      const events = await store.listEvents(executionId);
      trails.set(
        executionId,
        events.map(({ version }) => version),
      );
    }
    return trails;
  } finally {
    await close();
  }
}
