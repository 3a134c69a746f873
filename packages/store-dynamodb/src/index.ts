/**
 * The execution store in one DynamoDB table, for any number of servers.
 *
 * @packageDocumentation
 */
export { createDynamoDbStore, type DynamoDbStoreOptions } from './dynamodb-store.ts';
export { ENVIRONMENT_INDEX, executionTable, TTL_ATTRIBUTE, UNFINISHED_INDEX } from './execution-table.ts';
