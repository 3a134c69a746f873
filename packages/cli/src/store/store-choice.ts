import { dirname, join } from 'node:path';
import { InvalidArgumentError } from 'commander';

/** Where a server keeps its executions. */
export type StoreChoice =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'dynamodb'; readonly tableName: string };

const DYNAMODB = 'dynamodb:';
/** The name of a table, or its ARN, which DynamoDB takes as well. */
const TABLE_NAME = /^(?:arn:[\w:.-]+:table\/)?[\w.-]{3,255}$/;

/** Reads a store from the command line: a file, or `dynamodb:` and a table. */
export function parseStore(text: string): StoreChoice {
  if (text.trim() === '') throw new InvalidArgumentError('Name a file, or a table: dynamodb:sluice-executions.');
  if (!text.startsWith(DYNAMODB)) return { kind: 'sqlite', path: text };
  const tableName = text.slice(DYNAMODB.length);
  if (TABLE_NAME.test(tableName)) return { kind: 'dynamodb', tableName };
  throw new InvalidArgumentError('Write a DynamoDB table as dynamodb:sluice-executions.');
}

/** Returns the store that is used when the command line names none: the table that the functions use, or a file. */
export function defaultStore(
  environmentVariables: Readonly<Record<string, string | undefined>>,
  configPath: string,
): StoreChoice {
  const tableName = environmentVariables['EXECUTION_TABLE_NAME']?.trim() ?? '';
  if (tableName !== '') return { kind: 'dynamodb', tableName };
  return { kind: 'sqlite', path: join(dirname(configPath), '.sluice', 'executions.db') };
}
