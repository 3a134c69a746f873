/*
 * What is left to do for an execution that has finished: its claims, which do not count any more, are freed, and the
 * events of its trail get the time to live that the execution itself has by then.
 *
 * The update that finishes it moves it, in the index of the unfinished, to a partition of its own; it leaves the index
 * when all is done. So a server that dies in between leaves nothing behind for ever: the next sweep finds it there.
 */
import { isFinished } from '@sluice/core';
import type { Claims, StoreParts } from './claims.ts';
import { UNFINISHED_INDEX } from './execution-table.ts';
import { executionKey, orderKey, toExecution, UNTIDY_SHARD, type VisibleItem } from './item.ts';
import type { Trail } from './trail.ts';

/** How long whoever finished an execution has to tidy up, before others do it, in milliseconds. */
const GRACE_MS = 60_000;
/** How many a sweep tidies up. */
const MAX_LEFTOVERS = 25;

/** Tidies up after executions that have finished. Nothing depends on it but the size of the table. */
export interface TidyUp {
  /** The attributes beside its own that an item gets with the update that finishes it. */
  attributesOf(item: VisibleItem): Readonly<Record<string, unknown>>;
  /** Tidies up after an item that has finished. */
  tidy(item: VisibleItem): Promise<void>;
  /** Tidies up what servers left that died. */
  tidyLeftovers(): Promise<void>;
}

/** Makes what tidies up a table. */
export function createTidyUp({ table, now }: StoreParts, claims: Claims, trail: Trail): TidyUp {
  async function tidy(item: VisibleItem): Promise<void> {
    const { executionId } = toExecution(item);
    await claims.release(executionId, untimedClaims(item));
    if (item.expiresAt !== undefined && item.claims !== undefined) {
      await trail.expire(executionId, item.version, item.expiresAt);
    }
    const left = { unfinishedShard: undefined, changedOrder: undefined };
    const sameVersion = { kind: 'equal', attribute: 'version', value: item.version } as const;
    await table.update(executionKey(executionId), left, sameVersion);
  }

  return {
    attributesOf(item) {
      const execution = toExecution(item);
      const hasTrailToExpire = item.expiresAt !== undefined && item.claims !== undefined;
      if (!isFinished(execution) || (untimedClaims(item).length === 0 && !hasTrailToExpire)) return {};
      return {
        unfinishedShard: UNTIDY_SHARD,
        changedOrder: orderKey(execution.updatedAt, execution.executionId),
      };
    },
    tidy,
    async tidyLeftovers() {
      const { items } = await table.query(
        {
          IndexName: UNFINISHED_INDEX,
          KeyConditionExpression: '#unfinishedShard = :untidy AND #changedOrder < :before',
          ExpressionAttributeNames: { '#unfinishedShard': 'unfinishedShard', '#changedOrder': 'changedOrder' },
          ExpressionAttributeValues: { ':untidy': UNTIDY_SHARD, ':before': orderKey(now() - GRACE_MS, '') },
          Limit: MAX_LEFTOVERS,
        },
        { items: MAX_LEFTOVERS, requests: 1 },
      );
      for (const item of items as readonly object[]) await tidy(item as VisibleItem);
    },
  };
}

/** The claims that an execution has no more when it has finished. */
function untimedClaims({ claims = [] }: VisibleItem): NonNullable<VisibleItem['claims']> {
  return claims.filter(({ until }) => until === undefined);
}
