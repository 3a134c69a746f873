import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Resolve } from './resolve.ts';
import { type CloudFormation, resourcesOf } from './template.ts';

/** A DynamoDB that listens, with the tables of a template. */
export interface DeployedTables {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts dynalite and makes the tables in it that a template says, as it says. */
export async function startDeployedTables(template: CloudFormation, resolve: Resolve): Promise<DeployedTables> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'cloudformation', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region: 'eu-west-1', credentials });
  for (const [logicalId, { Properties }] of resourcesOf(template, 'AWS::DynamoDB::GlobalTable')) {
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = Properties;
    const TableName = resolve({ Ref: logicalId });
    await client.send(
      new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode }),
    );
    while ((await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== 'ACTIVE');
  }
  client.destroy();
  return {
    url,
    close: () => new Promise((resolveClosed) => server.close(() => resolveClosed())),
  };
}
