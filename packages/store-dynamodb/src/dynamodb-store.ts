import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Execution, type ExecutionStore, isFinished, retentionMsOf } from '@sluice/core';
import { createClaims, type StoreParts } from './claims.ts';
import { createCursors } from './cursor-key.ts';
import { type ExecutionItem, executionKey, toExecution, type VisibleItem, visibleAttributes } from './item.ts';
import { createLeases } from './leases.ts';
import { createListings } from './listings.ts';
import { unsettledError } from './store-error.ts';
import { createTable } from './table.ts';
import { createTidyUp } from './tidy-up.ts';
import { createTrail } from './trail.ts';

/** What a store in DynamoDB is made from: a client, a table, and how long executions are kept. @public */
export interface DynamoDbStoreOptions {
  /** Stays the caller's: closing the store leaves it open. Its retries may be on. */
  readonly client: DynamoDBClient;
  /** A table as `executionTable` describes it. */
  readonly tableName: string;
  /**
   * How many days an execution is kept after it has finished, with its audit trail: 1 or more. DynamoDB removes what is
   * over, if its time to live is on for `TTL_ATTRIBUTE`. What has not finished never goes.
   *
   * @defaultValue for ever
   */
  readonly retentionDays?: number | undefined;
  /** Tells when claims and leases expire, in milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes a store in one DynamoDB table, for any number of servers.
 *
 * @example
 * ```ts
 * const store = createDynamoDbStore({ client: new DynamoDBClient(), tableName: 'sluice', retentionDays: 90 });
 * ```
 * @throws ConfigurationError when `retentionDays` is below 1
 * @public
 */
export function createDynamoDbStore({
  client,
  tableName,
  retentionDays,
  now = Date.now,
}: DynamoDbStoreOptions): ExecutionStore {
  return createStoreOn({ table: createTable(client, tableName), now, retentionMs: retentionMsOf(retentionDays) });
}

/** Makes the store on whatever has the few operations of a table. */
export function createStoreOn(parts: StoreParts): ExecutionStore {
  const { table, retentionMs } = parts;
  const claims = createClaims(parts);
  const trail = createTrail(table);
  const tidyUp = createTidyUp(parts, claims, trail);
  const listings = createListings(table, createCursors(table));

  async function read(executionId: string): Promise<VisibleItem | undefined> {
    const item = (await table.get(executionKey(executionId))) as ExecutionItem | undefined;
    return item?.phase === 'visible' ? item : undefined;
  }

  async function get(executionId: string): Promise<Execution | undefined> {
    const item = await read(executionId);
    return item === undefined ? undefined : toExecution(item);
  }

  async function update(execution: Execution): Promise<boolean> {
    const { executionId, version } = execution;
    const before = await read(executionId);
    if (before?.version !== version - 1) return false;
    const token = randomUUID();
    const attributes = { ...visibleAttributes(execution, retentionMs), token };
    const after = { ...before, ...attributes } as VisibleItem;
    await trail.keep(before);
    const condition = { kind: 'equal', attribute: 'version', value: version - 1 } as const;
    const changes = { ...attributes, ...tidyUp.attributesOf(after) };
    const outcome = await table.update(executionKey(executionId), changes, condition);
    const written = outcome === 'unclear' ? await wasWritten(executionId, version, token) : outcome === 'written';
    if (written && isFinished(execution)) await tidyUp.tidy(after).catch(() => undefined);
    return written;
  }

  /**
   * Tells whether an update took place that was refused when the SDK repeated it. Only one update can make a version, so
   * the token at that version answers it; when there is a newer version by now, nobody can tell.
   */
  async function wasWritten(executionId: string, version: number, token: string): Promise<boolean> {
    const item = await read(executionId);
    if (item === undefined || item.version < version) return false;
    if (item.version === version) return item.token === token;
    const message =
      'Whether a change was stored could not be told, since others followed at once. Read the execution again.';
    throw unsettledError(message, executionId);
  }

  async function record(execution: Execution): Promise<boolean> {
    const { executionId, version } = execution;
    const token = randomUUID();
    const attributes = { ...visibleAttributes(execution, retentionMs), token };
    const condition = { kind: 'absent_or_below', attribute: 'version', value: version } as const;
    const outcome = await table.update(executionKey(executionId), attributes, condition);
    if (outcome !== 'unclear') return outcome === 'written';
    return (await read(executionId))?.token === token;
  }

  return {
    create: claims.create,
    get,
    update,
    record,
    listByEnvironment: listings.listByEnvironment,
    async listUnfinished(query) {
      if (query.cursor === undefined) await tidyUp.tidyLeftovers().catch(() => undefined);
      return listings.listUnfinished(query);
    },
    listEvents: trail.list,
    ...createLeases(parts),
    async close() {},
  };
}
