import type { ExecutionStore } from '@sluice/core';

/** Makes the store, at first use. @public */
export type ExecutionStoreFactory = () => Promise<ExecutionStore>;

/**
 * Makes a factory of the store on a DynamoDB table. The SDK is loaded when the factory is called.
 *
 * A table that does not answer is given up on soon, so that it does not use up the time of an agent that waits.
 */
export function executionTableStore(tableName: string): ExecutionStoreFactory {
  return async () => {
    const [{ DynamoDBClient }, { createDynamoDbStore }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('@sluice/store-dynamodb'),
    ]);
    const client = new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
    });
    return createDynamoDbStore({ client, tableName });
  };
}
