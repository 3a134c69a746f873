import type { ExecutionStore } from '@sluice/core';
import type { RequestJournal } from '@sluice/store-dynamodb';
import { lazyPromise } from '../lambda/lazy.ts';

/** Makes the store, at first use. @public */
export type ExecutionStoreFactory = () => Promise<ExecutionStore>;

/** Makes the journal of what was asked for, at first use. @public */
export type RequestJournalFactory = () => Promise<RequestJournal>;

/** What a DynamoDB table of executions holds. */
export interface ExecutionTable {
  readonly store: ExecutionStoreFactory;
  readonly journal: RequestJournalFactory;
}

/**
 * Makes factories of what is on a DynamoDB table, over one client. The SDK is loaded when one of them is called.
 *
 * A table that does not answer is given up on soon, so that it does not use up the time of an agent that waits.
 */
export function executionTable(tableName: string): ExecutionTable {
  const open = lazyPromise(async () => {
    const [{ DynamoDBClient }, { createDynamoDbStore, createRequestJournal }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('@sluice/store-dynamodb'),
    ]);
    const client = new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    });
    return {
      store: createDynamoDbStore({ client, tableName }),
      journal: createRequestJournal({ client, tableName }),
    };
  });
  return { store: async () => (await open()).store, journal: async () => (await open()).journal };
}
