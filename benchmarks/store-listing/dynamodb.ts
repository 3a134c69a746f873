import { once } from 'node:events';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore, executionTable } from '@sluice/store-dynamodb';
import dynalite from 'dynalite';
import { executionOf } from './executions.ts';
import type { FilledStore } from './measure.ts';

const WRITERS = 50;

/** A DynamoDB on this machine, in memory. */
export interface LocalDynamoDb {
  /** Makes a table and fills it through the store. */
  fill(size: number): Promise<FilledStore>;
  close(): Promise<void>;
}

/** Starts dynalite on a free port of this machine. */
export async function startDynamoDb(): Promise<LocalDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

  async function createTable(tableName: string): Promise<void> {
    await client.send(new CreateTableCommand(executionTable(tableName)));
    for (;;) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
      if (Table?.TableStatus === 'ACTIVE') return;
    }
  }

  return {
    async fill(size) {
      const tableName = `executions-${size}`;
      await createTable(tableName);
      const store = createDynamoDbStore({ client, tableName });
      let next = 0;
      const write = async (): Promise<void> => {
        while (next < size) {
          const execution = executionOf(next);
          next += 1;
          await store.record(execution);
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
      return { store, size };
    },
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
