import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Condition, conditionExpression, updateExpression } from './expressions.ts';
import type { Item, Key } from './item.ts';
import { storeError } from './store-error.ts';

/**
 * What came of a conditional write. `refused`: its condition did not hold, nothing was written. `unclear`: its condition
 * did not hold when the SDK sent it again, and the attempt before may have been the one that changed the item: such a
 * write has to be looked for.
 */
export type WriteOutcome = 'written' | 'refused' | 'unclear';

/** The table, as far as the store uses it. Reads see every write that was answered before. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  put(item: Item, condition: Condition): Promise<WriteOutcome>;
  /** Sets attributes of an item, and removes those that are undefined. Makes the item where there is none. */
  update(key: Key, attributes: Readonly<Record<string, unknown>>, condition: Condition): Promise<WriteOutcome>;
  delete(key: Key, condition: Condition): Promise<WriteOutcome>;
  /** Lists the items of one partition whose sort keys begin alike, in their order. */
  list(pk: string, prefix: string): Promise<readonly Item[]>;
  /** Reads an index in its order, until there are as many items as asked for, or no more, or the requests are used up. */
  query(query: IndexQuery, bounds: QueryBounds): Promise<QueryResult>;
}

/** @see Table.query */
export type IndexQuery = Omit<QueryCommandInput, 'TableName'> & { readonly IndexName: string };

/** @see Table.query */
export interface QueryBounds {
  readonly items: number;
  /** @defaultValue as many as it takes */
  readonly requests?: number | undefined;
}

/** @see Table.query */
export interface QueryResult {
  readonly items: readonly Item[];
  /** The key of the last item that was looked at; absent when there are no more. */
  readonly lastKey?: Readonly<Record<string, unknown>> | undefined;
}

/** Makes the table's few operations from the SDK's client, with the SDK's errors turned into the port's. */
export function createTable(client: DynamoDBClient, tableName: string): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table = { TableName: tableName };

  return {
    async get({ pk, sk }) {
      const read = documents.send(new GetCommand({ ...table, Key: { pk, sk }, ConsistentRead: true }));
      return (await read.catch(rethrow)).Item as Item | undefined;
    },
    put: (item, condition) =>
      outcomeOf(documents.send(new PutCommand({ ...table, Item: item, ...conditionExpression(condition) }))),
    update: ({ pk, sk }, attributes, condition) =>
      outcomeOf(
        documents.send(new UpdateCommand({ ...table, Key: { pk, sk }, ...updateExpression(attributes, condition) })),
      ),
    delete: ({ pk, sk }, condition) =>
      outcomeOf(documents.send(new DeleteCommand({ ...table, Key: { pk, sk }, ...conditionExpression(condition) }))),
    async list(pk, prefix) {
      const { items } = await readAll(
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
          ConsistentRead: true,
        },
        { items: Number.POSITIVE_INFINITY },
      );
      return items;
    },
    query: readAll,
  };

  async function readAll(
    query: Omit<QueryCommandInput, 'TableName'>,
    { items: wanted, requests = Number.POSITIVE_INFINITY }: QueryBounds,
  ): Promise<QueryResult> {
    const items: Item[] = [];
    let lastKey = query.ExclusiveStartKey;
    for (let request = 0; request < requests; request += 1) {
      const read = documents.send(new QueryCommand({ ...table, ...query, ExclusiveStartKey: lastKey }));
      const page: QueryCommandOutput = await read.catch(rethrow);
      items.push(...((page.Items ?? []) as Item[]));
      lastKey = page.LastEvaluatedKey;
      if (lastKey === undefined || items.length >= wanted) break;
    }
    return { items, lastKey };
  }
}

async function outcomeOf(write: Promise<unknown>): Promise<WriteOutcome> {
  try {
    await write;
    return 'written';
  } catch (error) {
    if (!isRefusal(error)) throw storeError(error);
    return error.$metadata?.attempts === 1 ? 'refused' : 'unclear';
  }
}

/** By its name, since several copies of the SDK may be about. */
function isRefusal(error: unknown): error is Error & { readonly $metadata?: { readonly attempts?: number } } {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

function rethrow(error: unknown): never {
  throw storeError(error);
}
