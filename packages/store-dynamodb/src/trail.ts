/*
 * How an execution and its audit trail change together, without transactions.
 *
 * The event that made a version is part of that version (`lastChange`), so the newest event of the trail is in the item
 * of the execution itself, written by the same request. Only what an update overwrites needs a place of its own:
 *
 * 1. The item is read. It is at version N, or the update is refused.
 * 2. The event of version N is put under its number, unless it is there already.
 * 3. A conditional write turns the item from version N to N + 1.
 *
 * The trail is the events that were put, and after them the one in the item.
 *
 * Why none is missing: the item comes to N + 1 by step 3 alone, after step 2 had put the event of N, which nobody
 * removes. By induction the events of 1 to N - 1 are there whenever the item is at N, and the item has that of N. A crash
 * between the steps leaves the item at N, with its event twice: listed once.
 *
 * Why none is made up: what step 2 puts was read from the item at version N. One write makes that version, and nothing
 * changes it afterwards, so whoever puts the event of N, an update that is refused in step 3 or a late copy of the
 * request, puts the same.
 *
 * Why a reader sees no gap: it reads the item first. That is at some version M; the events that are put later are of M
 * and of what follows it, so those of 1 to M - 1 are found.
 *
 * The price is one read for each change; a creation needs no write for its trail. Writing the event of N + 1 after the
 * update needs no read, and loses it in a crash; writing it before shows events of updates that were refused.
 */
import { type ExecutionEvent, eventOf } from '@sluice/core';
import { EVENT_PREFIX, type ExecutionItem, eventKey, executionKey, toExecution, type VisibleItem } from './item.ts';
import type { Table } from './table.ts';

/** How many requests are under way at the same time. */
const BATCH = 25;

/** The audit trails of the executions that the table owns. */
export interface Trail {
  /** Keeps the event of an item that is about to be overwritten. */
  keep(item: VisibleItem): Promise<void>;
  /** Lists all events of an execution, oldest first. */
  list(executionId: string): Promise<readonly ExecutionEvent[]>;
  /** Gives the events of an execution, up to a version, a time to live. */
  expire(executionId: string, before: number, expiresAt: number): Promise<void>;
}

/** Makes the trails of a table. */
export function createTrail(table: Table): Trail {
  return {
    async keep({ claims, execution, expiresAt }) {
      // A copy has no trail here: whoever owns the execution has it.
      if (claims === undefined) return;
      const event = eventOf(toExecution({ execution }));
      const item = { ...eventKey(event.executionId, event.version), event: JSON.stringify(event) };
      await table.put(expiresAt === undefined ? item : { ...item, expiresAt }, { kind: 'absent' });
    },

    async list(executionId) {
      const key = executionKey(executionId);
      const item = (await table.get(key)) as ExecutionItem | undefined;
      if (item?.phase !== 'visible' || item.claims === undefined) return [];
      const kept = (await table.list(key.pk, EVENT_PREFIX)).map(
        ({ event }) => JSON.parse(String(event)) as ExecutionEvent,
      );
      return (kept.at(-1)?.version ?? 0) >= item.version ? kept : [...kept, eventOf(toExecution(item))];
    },

    async expire(executionId, before, expiresAt) {
      for (let first = 1; first < before; first += BATCH) {
        const versions = Array.from({ length: Math.min(BATCH, before - first) }, (_, index) => first + index);
        await Promise.all(
          versions.map((version) => table.update(eventKey(executionId, version), { expiresAt }, { kind: 'present' })),
        );
      }
    },
  };
}
