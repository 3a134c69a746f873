import { once } from 'node:events';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { executionTable } from '../src/index.ts';

/** A DynamoDB on this machine, in memory. */
export interface DynamoDbServer {
  createClient(config?: DynamoDBClientConfig): DynamoDBClient;
  /** Makes a table of the store, unless it exists. */
  createTable(tableName: string): Promise<void>;
  /** Reads all items of a table, as they are stored. */
  readTable(tableName: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** Starts a DynamoDB on a free port of this machine. */
export async function startDynamoDb(): Promise<DynamoDbServer> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const clients: DynamoDBClient[] = [];

  function createClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
    const client = new DynamoDBClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      ...config,
    });
    clients.push(client);
    return client;
  }
  const client = createClient();
  const documents = DynamoDBDocumentClient.from(client);
  const tables = new Map<string, Promise<void>>();

  async function makeTable(tableName: string): Promise<void> {
    await client.send(new CreateTableCommand(executionTable(tableName)));
    for (;;) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
      if (Table?.TableStatus === 'ACTIVE') return;
    }
  }

  return {
    createClient,
    createTable(tableName) {
      const made = tables.get(tableName) ?? makeTable(tableName);
      tables.set(tableName, made);
      return made;
    },
    async readTable(tableName) {
      const { Items = [] } = await documents.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
      return Items;
    },
    async close() {
      for (const each of clients) each.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
