import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** The index that lists the executions of an environment by their creation. @public */
export const ENVIRONMENT_INDEX: string = 'environment-index';

/** The index that lists what has not finished by its last change; an execution leaves it when it finishes. @public */
export const UNFINISHED_INDEX: string = 'unfinished-index';

/**
 * The attribute that says when an item is of no more use, in seconds since the epoch. Turn DynamoDB's time to live on
 * for it: nothing depends on that but the size of the table.
 *
 * @public
 */
export const TTL_ATTRIBUTE: string = 'expiresAt';

/** The partition of the key that signs the cursors of lists, which the first reader of a new table writes. @public */
export const CURSOR_KEY_PARTITION: string = 'meta';

/**
 * Returns what `CreateTableCommand` takes to make the table of the store: keys, indexes, billed per request.
 *
 * @example
 * ```ts
 * await client.send(new CreateTableCommand(executionTable('sluice')));
 * ```
 * @public
 */
export function executionTable(tableName: string): CreateTableCommandInput {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'environment', 'createdOrder', 'unfinishedShard', 'changedOrder'].map(
      (AttributeName) => ({ AttributeName, AttributeType: 'S' as const }),
    ),
    KeySchema: keySchema('pk', 'sk'),
    GlobalSecondaryIndexes: [
      {
        IndexName: ENVIRONMENT_INDEX,
        KeySchema: keySchema('environment', 'createdOrder'),
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: UNFINISHED_INDEX,
        KeySchema: keySchema('unfinishedShard', 'changedOrder'),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
}

function keySchema(partitionKey: string, sortKey: string): CreateTableCommandInput['KeySchema'] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}
