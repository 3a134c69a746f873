import { randomUUID } from 'node:crypto';
import type { ExecutionStore } from '@sluice/core';
import { createDynamoDbStore, type DynamoDbStoreOptions } from '../src/index.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';
import { type Fault, type FaultPlan, injectFaults, RETRY_AT_ONCE } from './faults.ts';

/** All that can go wrong with a request. */
export const FAULTS: readonly Fault[] = ['unsent', 'unanswered'];

/** A server of Sluice whose requests fail as planned. */
export interface FaultyStore {
  readonly store: ExecutionStore;
  readonly requestCount: () => number;
}

/** @see FaultyWorld */
export interface StoreTime {
  /** @defaultValue 0 */
  readonly now?: number;
  readonly retentionDays?: number;
}

/** Servers on tables of one DynamoDB. */
export interface FaultyWorld {
  readonly server: DynamoDbServer;
  newTable(): Promise<string>;
  /** Opens a table as a server that is well. */
  open(tableName: string, time?: StoreTime): ExecutionStore;
  /** Opens a table as a server whose requests fail as planned, and whose SDK repeats them. */
  openFaulty(tableName: string, plan: FaultPlan): FaultyStore;
  /** Opens a table as a server that dies at one of its requests, and whose SDK repeats none. */
  openDying(tableName: string, failing: number, fault: Fault, time?: StoreTime): FaultyStore;
  close(): Promise<void>;
}

/** Starts a DynamoDB for servers that fail. */
export async function startFaultyWorld(): Promise<FaultyWorld> {
  const server = await startDynamoDb();

  function open(
    { client, tableName }: Pick<DynamoDbStoreOptions, 'client' | 'tableName'>,
    { now = 0, retentionDays }: StoreTime = {},
  ): ExecutionStore {
    return createDynamoDbStore({ client, tableName, retentionDays, now: () => now });
  }

  return {
    server,
    async newTable() {
      const tableName = `table-${randomUUID()}`;
      await server.createTable(tableName);
      return tableName;
    },
    open: (tableName, time) => open({ client: server.createClient(), tableName }, time),
    openFaulty(tableName, plan) {
      const client = server.createClient({ retryStrategy: RETRY_AT_ONCE });
      return { store: open({ client, tableName }), requestCount: injectFaults(client, plan) };
    },
    openDying(tableName, failing, fault, time) {
      const client = server.createClient({ maxAttempts: 1 });
      const faultAt = (index: number): Fault | undefined => (index === failing ? fault : 'unsent');
      const requestCount = injectFaults(client, (index) => (index < failing ? undefined : faultAt(index)));
      return { store: open({ client, tableName }, time), requestCount };
    },
    close: server.close,
  };
}

/**
 * Calls with 0, 1, 2, ... until there is no such request any more.
 *
 * @param body - Returns how many requests there were
 * @returns how many calls that were
 */
export async function forEveryRequest(body: (index: number) => Promise<number>): Promise<number> {
  for (let index = 0; ; index += 1) {
    if ((await body(index)) <= index) return index;
  }
}
