import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SluiceError } from '@sluice/core';
import { createDynamoDbStore } from '@sluice/store-dynamodb';
import type { OpenStore, StoreOptions } from './open-store.ts';

/** A table that does not answer is given up on long before the lease of a start is over. */
const LIMITS = { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true };

/**
 * Opens a store in a DynamoDB table that exists. Region, credentials and endpoint come from the AWS SDK's own places:
 * its environment variables, its files, the role of the task.
 */
export async function openDynamoDbStore(tableName: string, options: StoreOptions): Promise<OpenStore> {
  const client = new DynamoDBClient({ requestHandler: LIMITS });
  const store = createDynamoDbStore({ client, tableName, ...options });
  const name = `dynamodb:${tableName}`;
  async function close(): Promise<void> {
    await store.close();
    client.destroy();
  }
  try {
    const region = await regionOf(client, name);
    // Reads what the sweep reads: a table without the index is refused now, and not by the first request.
    await store.listUnfinished({ limit: 1 }).catch((error: unknown) => {
      throw cantOpen(error, { name, tableName, region });
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { store, name, close };
}

async function regionOf(client: DynamoDBClient, name: string): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    const message = `The store ${name} can't be opened: the AWS region is not known. Set AWS_REGION to the region of the table.`;
    throw new SluiceError({ code: 'invalid_configuration', message, cause: error });
  }
}

interface Place {
  readonly name: string;
  readonly tableName: string;
  readonly region: string;
}

function cantOpen(error: unknown, { name, tableName, region }: Place): Error {
  const cause = error instanceof Error ? error.cause : undefined;
  const reason =
    cause instanceof Error && cause.name === 'ResourceNotFoundException'
      ? `there is no table "${tableName}" in ${region}. Create it (the README of @sluice/store-dynamodb shows how), or correct its name or AWS_REGION.`
      : error instanceof Error
        ? error.message
        : String(error);
  return new Error(`The store ${name} can't be opened: ${reason}`, { cause: error });
}
