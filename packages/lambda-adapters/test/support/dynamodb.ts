import { once } from 'node:events';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ExecutionStore } from '@sluice/core';
import { createDynamoDbStore, createRequestJournal, executionTable, type RequestJournal } from '@sluice/store-dynamodb';
import dynalite from 'dynalite';

export interface TestDynamoDb {
  /** What the SDK reads to find this server. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** Makes a table of executions and opens a store on it. */
  createStore(tableName: string): Promise<ExecutionStore>;
  /** Opens the journal on a table of executions. */
  openJournal(tableName: string): RequestJournal;
  close(): Promise<void>;
}

/** Starts a DynamoDB in memory on a free port of this machine. */
export async function startDynamoDb(): Promise<TestDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const environmentVariables = {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${address.port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const client = new DynamoDBClient({
    endpoint: environmentVariables.AWS_ENDPOINT_URL_DYNAMODB,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    environmentVariables,
    async createStore(tableName) {
      await client.send(new CreateTableCommand(executionTable(tableName)));
      for (;;) {
        const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
        if (Table?.TableStatus === 'ACTIVE') return createDynamoDbStore({ client, tableName });
      }
    },
    openJournal: (tableName) => createRequestJournal({ client, tableName }),
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
