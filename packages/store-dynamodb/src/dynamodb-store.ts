import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Execution, type ExecutionEvent, type ExecutionStore, isFinished } from '@sluice/core';
import { createClaims } from './claims.ts';
import {
  EVENT_PREFIX,
  type ExecutionItem,
  eventItem,
  executionKey,
  toEvent,
  toExecution,
  visibleAttributes,
} from './item.ts';
import { listByEnvironment, listUnfinished } from './listings.ts';
import { unsettledError } from './store-error.ts';
import { createTable, type Table } from './table.ts';

/** @public */
export interface DynamoDbStoreOptions {
  /** Stays the caller's: closing the store leaves it open. Its retries may be on. */
  readonly client: DynamoDBClient;
  /** A table as `executionTable` describes it. */
  readonly tableName: string;
  /** Tells when claims expire, in milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes a store in one DynamoDB table, for any number of servers.
 *
 * @example
 * ```ts
 * const store = createDynamoDbStore({ client: new DynamoDBClient(), tableName: 'sluice' });
 * ```
 * @public
 */
export function createDynamoDbStore({ client, tableName, now = Date.now }: DynamoDbStoreOptions): ExecutionStore {
  return createStoreOn(createTable(client, tableName), now);
}

/** Makes the store on whatever has the few operations of a table. */
export function createStoreOn(table: Table, now: () => number): ExecutionStore {
  const claims = createClaims(table, now);

  async function read(executionId: string): Promise<ExecutionItem | undefined> {
    return (await table.get(executionKey(executionId))) as ExecutionItem | undefined;
  }

  async function get(executionId: string): Promise<Execution | undefined> {
    const item = await read(executionId);
    return item?.phase === 'visible' ? toExecution(item) : undefined;
  }

  async function update(execution: Execution): Promise<boolean> {
    const { executionId, version } = execution;
    const token = randomUUID();
    const attributes = { ...visibleAttributes(execution), token };
    const condition = { kind: 'equal', attribute: 'version', value: version - 1 } as const;
    const outcome = await table.update(executionKey(executionId), attributes, condition);
    const written = outcome === 'unclear' ? await wasWritten(executionId, version, token) : outcome === 'written';
    if (written && isFinished(execution)) await tidyUp(executionId).catch(() => undefined);
    return written;
  }

  /**
   * Tells whether an update took place that was refused when the SDK repeated it. Only one update can make a version, so
   * the token at that version answers it; when there is a newer version by now, nobody can tell.
   */
  async function wasWritten(executionId: string, version: number, token: string): Promise<boolean> {
    const item = await read(executionId);
    if (item?.phase !== 'visible' || item.version < version) return false;
    if (item.version === version) return item.token === token;
    const message =
      'Whether a change was stored could not be told, since others followed at once. Read the execution again.';
    throw unsettledError(message, executionId);
  }

  /** Frees the claims of an execution that has finished. They do not count any more: this only keeps the table small. */
  async function tidyUp(executionId: string): Promise<void> {
    const item = await read(executionId);
    if (item?.phase !== 'visible' || item.claims === undefined) return;
    await claims.release(
      executionId,
      item.claims.filter(({ until }) => until === undefined),
    );
  }

  async function record(execution: Execution): Promise<boolean> {
    const { executionId, version } = execution;
    const token = randomUUID();
    const attributes = { ...visibleAttributes(execution), token };
    const condition = { kind: 'absent_or_below', attribute: 'version', value: version } as const;
    const outcome = await table.update(executionKey(executionId), attributes, condition);
    if (outcome !== 'unclear') return outcome === 'written';
    const item = await read(executionId);
    return item?.phase === 'visible' && item.token === token;
  }

  async function listEvents(executionId: string): Promise<readonly ExecutionEvent[]> {
    const items = await table.query(
      {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': executionKey(executionId).pk, ':prefix': EVENT_PREFIX },
        ConsistentRead: true,
      },
      Number.POSITIVE_INFINITY,
    );
    return items.map(toEvent);
  }

  return {
    create: claims.create,
    get,
    update,
    record,
    listByEnvironment: (query) => listByEnvironment(table, query),
    listUnfinished: (query) => listUnfinished(table, query),
    async appendEvent(event) {
      await table.put(eventItem(event), { kind: 'absent' });
    },
    listEvents,
    async close() {},
  };
}
