/**
 * The execution store in one DynamoDB table, for any number of servers.
 *
 * @packageDocumentation
 */
export { createDynamoDbStore, type DynamoDbStoreOptions } from './dynamodb-store.ts';
export {
  CURSOR_KEY_PARTITION,
  ENVIRONMENT_INDEX,
  executionTable,
  TTL_ATTRIBUTE,
  UNFINISHED_INDEX,
} from './execution-table.ts';
export {
  createRequestJournal,
  type JournalOutcome,
  type JournalRequest,
  type OpenRequestsQuery,
  type RequestJournal,
  type RequestJournalOptions,
} from './request-journal.ts';
