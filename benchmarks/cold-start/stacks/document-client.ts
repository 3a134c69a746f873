/* The default way to DynamoDB: the SDK's document client, made when the module is loaded. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

const { EXECUTION_TABLE_NAME = '' } = process.env;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (): Promise<unknown> => {
  const command = new QueryCommand({
    TableName: EXECUTION_TABLE_NAME,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': 'environment#dev' },
  });
  return (await client.send(command)).Items;
};
