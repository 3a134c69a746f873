import type { ExecutionStore } from '@sluice/core';
import { openSqliteStore } from './sqlite.ts';
import type { StoreChoice } from './store-choice.ts';

/** A store that answers. */
export interface OpenStore {
  readonly store: ExecutionStore;
  /** As it is written on the command line. */
  readonly name: string;
  close(): Promise<void>;
}

/** What is said of a store besides where it is. */
export interface StoreOptions {
  /** How long finished executions are kept. @defaultValue for ever */
  readonly retentionDays: number | undefined;
}

/**
 * Opens the store that was chosen; the AWS SDK is loaded only for the one that needs it.
 *
 * @throws Error that says why it can't be opened and what to do
 */
export async function openStore(choice: StoreChoice, options: StoreOptions): Promise<OpenStore> {
  if (choice.kind === 'sqlite') return openSqliteStore(choice.path, options);
  const { openDynamoDbStore } = await import('./dynamodb.ts');
  return openDynamoDbStore(choice.tableName, options);
}
