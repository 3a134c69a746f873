import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { executionTable } from '@sluice/store-dynamodb';
import dynalite from 'dynalite';
import { onTestFinished } from 'vitest';

/** A DynamoDB on this machine. */
export interface DynamoDb {
  /** What the AWS SDK of a server needs to use it. */
  readonly variables: Record<string, string>;
  /** Makes a table of the store. */
  createTable(tableName: string): Promise<void>;
}

/** Starts a DynamoDB without tables; it ends with the test. */
export async function startDynamoDb(): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen on a port.');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    variables: {
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    async createTable(tableName) {
      const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
      await client.send(new CreateTableCommand(executionTable(tableName)));
      client.destroy();
    },
  };
}
