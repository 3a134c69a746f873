import { executionStoreConformance } from '@sluice/testkit';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { createDynamoDbStore } from '../src/index.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';

vi.setConfig({ testTimeout: 60_000 });

let server: DynamoDbServer;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

executionStoreConformance({
  name: 'DynamoDB',
  describe,
  it,
  async createStore({ database, now }) {
    await server.createTable(database);
    return createDynamoDbStore({ client: server.createClient(), tableName: database, now });
  },
});
