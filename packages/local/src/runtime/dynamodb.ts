import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { answerTable } from '@sluice/lambda-adapters/chat-handler';
import { executionTable } from '@sluice/store-dynamodb';
import dynalite from 'dynalite';
import { makeDrainable } from '../http/drain.ts';
import { type HttpPart, listen } from '../http/listen.ts';
import { REGION } from '../lambda-host/lambda-function.ts';

/** A DynamoDB in memory that holds the table of executions, and that of answers which are fetched later. */
export interface DynamoDb extends HttpPart {
  readonly tableName: string;
  readonly chatTableName: string;
}

const TABLE_NAME = 'sluice-executions';
const CHAT_TABLE_NAME = 'sluice-chat';

/** Starts dynalite and creates its tables. */
export async function startDynamoDb(): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  // Its database closes at once and throws, where nobody can catch it, at whatever still works on a request.
  const drain = makeDrainable(server);
  const part = await listen(server);
  try {
    await createTables(part.url, [executionTable(TABLE_NAME), answerTable(CHAT_TABLE_NAME)]);
  } catch (error) {
    await part.close();
    throw error;
  }
  return {
    ...part,
    tableName: TABLE_NAME,
    chatTableName: CHAT_TABLE_NAME,
    async close() {
      await drain();
      await part.close();
    },
  };
}

/** Makes a client that says who calls by the id of its access key. */
export function createDynamoDbClient(url: string, caller: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: caller, secretAccessKey: 'local' },
  });
}

async function createTables(url: string, tables: readonly CreateTableCommandInput[]): Promise<void> {
  const client = createDynamoDbClient(url, 'local');
  try {
    for (const table of tables) {
      await client.send(new CreateTableCommand(table));
      while (!(await isActive(client, table.TableName)));
    }
  } finally {
    client.destroy();
  }
}

async function isActive(client: DynamoDBClient, tableName: string | undefined): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  return Table?.TableStatus === 'ACTIVE';
}
