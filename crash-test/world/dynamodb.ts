/// <reference path="./dynalite.d.ts" />
import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore, executionTable } from '@sluice/store-dynamodb';
import dynalite from 'dynalite';
import type { SharedStore } from './store.ts';

const TABLE = 'sluice-executions';
const REGION = 'eu-west-1';
const CREDENTIALS = { accessKeyId: 'crash-test', secretAccessKey: 'crash-test' };

/** Starts dynalite in this process, with the table of the store. */
export async function startDynamoDb(): Promise<SharedStore> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  const client = new DynamoDBClient({ endpoint: origin, region: REGION, credentials: CREDENTIALS });
  await client.send(new CreateTableCommand(executionTable(TABLE)));
  return {
    argument: `dynamodb:${TABLE}`,
    upstream: {
      what({ headers }) {
        const operation = headers.get('x-amz-target')?.split('.').at(-1) ?? '';
        if (/^(?:Put|Update|Delete|BatchWrite|TransactWrite)/.test(operation)) return 'store-write';
        return operation === 'Query' ? 'store-list' : 'store-read';
      },
      answer: ({ method, headers }, body) => fetch(origin, { method, headers, body }),
    },
    variables: (gateUrl) => ({
      AWS_ENDPOINT_URL_DYNAMODB: gateUrl,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    }),
    async open() {
      const store = createDynamoDbStore({ client, tableName: TABLE });
      return { store, close: () => store.close() };
    },
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
