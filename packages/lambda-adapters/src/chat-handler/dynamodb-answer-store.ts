import type {
  AttributeValue,
  CreateTableCommandInput,
  DynamoDBClient,
  DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { lazyPromise } from '../lambda/lazy.ts';
import type { AnswerStore, StoredTurn, TurnState } from './answer-store.ts';
import type { ChatReply } from './chat-reply.ts';

/** Which DynamoDB table holds answers, and how it is reached. @public */
export interface DynamoDbAnswerStoreOptions {
  /** A table as `answerTable` describes it. */
  readonly tableName: string;
  /** Settings of the SDK's client. @defaultValue those of the environment */
  readonly client?: DynamoDBClientConfig | undefined;
}

/** The attribute by which DynamoDB forgets answers: switch on the table's time to live for it. @public */
export const ANSWER_TTL_ATTRIBUTE = 'expires_at';

/** Describes the table of answers, for whatever creates it. @public */
export function answerTable(tableName: string): CreateTableCommandInput {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'answer_id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'answer_id', KeyType: 'HASH' }],
  };
}

/** How long an answer is kept after it was asked for, in milliseconds. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Makes the store of answers on a DynamoDB table. The SDK is loaded at its first use.
 *
 * @example
 * ```ts
 * const store = dynamoDbAnswerStore({ tableName: 'sluice-chat' });
 * ```
 * @public
 */
export function dynamoDbAnswerStore({ tableName: TableName, client: config }: DynamoDbAnswerStoreOptions): AnswerStore {
  const load = lazyPromise(() => loadClient(config));
  return {
    async open({ answerId, sessionId, principal, beginBefore }) {
      const { sdk, client } = await load();
      const Item: Item = {
        answer_id: { S: answerId },
        session_id: { S: sessionId },
        begin_before: { N: String(beginBefore) },
        is: { S: 'waiting' },
        [ANSWER_TTL_ATTRIBUTE]: { N: String(Math.ceil((beginBefore + KEPT_MS) / 1000)) },
        ...(principal === undefined ? {} : { principal: { S: principal } }),
      };
      await client.send(new sdk.PutItemCommand({ TableName, Item }));
    },
    async begin(answerId, now, until) {
      const { sdk, client } = await load();
      const command = new sdk.UpdateItemCommand({
        TableName,
        Key: { answer_id: { S: answerId } },
        UpdateExpression: 'SET #is = :working, #until = :until',
        ConditionExpression: '#is = :waiting AND begin_before > :now',
        ExpressionAttributeNames: { '#is': 'is', '#until': 'until' },
        ExpressionAttributeValues: {
          ':working': { S: 'working' },
          ':waiting': { S: 'waiting' },
          ':until': { N: String(until) },
          ':now': { N: String(now) },
        },
      });
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (error instanceof sdk.ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async finish(answerId, reply) {
      const { sdk, client } = await load();
      const command = new sdk.UpdateItemCommand({
        TableName,
        Key: { answer_id: { S: answerId } },
        UpdateExpression: 'SET #is = :finished, reply = :reply',
        ConditionExpression: 'attribute_exists(answer_id)',
        ExpressionAttributeNames: { '#is': 'is' },
        ExpressionAttributeValues: { ':finished': { S: 'finished' }, ':reply': { S: JSON.stringify(reply) } },
      });
      await client.send(command);
    },
    async read(answerId) {
      const { sdk, client } = await load();
      const Key = { answer_id: { S: answerId } };
      const { Item } = await client.send(new sdk.GetItemCommand({ TableName, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : turnOf(Item);
    },
  };
}

type Item = Record<string, AttributeValue>;

interface LoadedClient {
  readonly sdk: typeof import('@aws-sdk/client-dynamodb');
  readonly client: DynamoDBClient;
}

/** Repeating is safe: a beginning whose answer got lost counts as somebody else's, so the turn is not taken at all. */
async function loadClient(config: DynamoDBClientConfig | undefined): Promise<LoadedClient> {
  const sdk = await import('@aws-sdk/client-dynamodb');
  const requestHandler = { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true };
  return { sdk, client: new sdk.DynamoDBClient({ maxAttempts: 3, requestHandler, ...config }) };
}

function turnOf(item: Item): StoredTurn {
  return {
    answerId: item['answer_id']?.S ?? '',
    sessionId: item['session_id']?.S ?? '',
    principal: item['principal']?.S,
    beginBefore: Number(item['begin_before']?.N ?? 0),
    state: stateOf(item),
  };
}

function stateOf({ is, until, reply }: Item): TurnState {
  if (is?.S === 'finished') return { is: 'finished', reply: JSON.parse(reply?.S ?? '{}') as ChatReply };
  return is?.S === 'working' ? { is: 'working', until: Number(until?.N ?? 0) } : { is: 'waiting' };
}
