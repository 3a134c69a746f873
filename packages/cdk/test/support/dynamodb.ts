import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { executionTable } from '@sluice/store-dynamodb';
import dynalite from 'dynalite';
import { onTestFinished } from 'vitest';
import { listening } from './listening.ts';

/** A table of executions on this machine. */
export interface LocalTable {
  readonly url: string;
  readonly tableName: string;
  readonly client: DynamoDBClient;
}

const tableName = 'executions';

/** Starts a DynamoDB with the table of executions; it ends with the test. */
export async function startExecutionTable(): Promise<LocalTable> {
  const url = await listening(dynalite({ createTableMs: 0 }));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: url, region: 'eu-west-1', credentials });
  onTestFinished(() => client.destroy());
  await client.send(new CreateTableCommand(executionTable(tableName)));
  const status = async (): Promise<string | undefined> =>
    (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table?.TableStatus;
  while ((await status()) !== 'ACTIVE');
  return { url, tableName, client };
}
