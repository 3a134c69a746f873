import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { executionTable } from '@sluice/store-dynamodb';
import dynalite from 'dynalite';
import { makeDrainable } from '../http/drain.ts';
import { type HttpPart, listen } from '../http/listen.ts';
import { REGION } from '../lambda-host/lambda-function.ts';

/** A DynamoDB in memory that holds the table of executions. */
export interface DynamoDb extends HttpPart {
  readonly tableName: string;
}

const TABLE_NAME = 'sluice-executions';

/** Starts dynalite and creates the table of executions. */
export async function startDynamoDb(): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  // Its database closes at once and throws, where nobody can catch it, at whatever still works on a request.
  const drain = makeDrainable(server);
  const part = await listen(server);
  try {
    await createTable(part.url);
  } catch (error) {
    await part.close();
    throw error;
  }
  return {
    ...part,
    tableName: TABLE_NAME,
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

async function createTable(url: string): Promise<void> {
  const client = createDynamoDbClient(url, 'local');
  try {
    await client.send(new CreateTableCommand(executionTable(TABLE_NAME)));
    while (!(await isActive(client)));
  } finally {
    client.destroy();
  }
}

async function isActive(client: DynamoDBClient): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE_NAME }));
  return Table?.TableStatus === 'ACTIVE';
}
