import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type LambdaFunction, startLambdaHost } from '@sluice/local';
import { systemClock } from '@sluice/mcp-server';
import { executionTable } from '@sluice/store-dynamodb';
import { type GitLabSimulator, startGitLabSimulator } from '@sluice/testkit';
import dynalite from 'dynalite';
import { onTestFinished } from 'vitest';
import { listening } from './listening.ts';
import { startSecretsManager } from './secrets-manager.ts';

/** The server's functions, on a machine that has all that they call. */
export interface ServerWorld {
  readonly gitlab: GitLabSimulator;
  /** What the functions wrote to their logs. */
  readonly logs: readonly string[];
  invoke(functionName: 'server' | 'sweep', event: unknown): Promise<Answer>;
}

/** What a function returned, read. */
export type Answer = Readonly<Record<string, unknown>> & { readonly body?: Readonly<Record<string, unknown>> };

const CREDENTIALS = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const TABLE = 'executions';

/**
 * Starts functions from the code of a server.
 *
 * @param secrets - By their ids
 * @param references - `SLUICE_SECRETS`
 */
export async function startServerWorld(
  module: string,
  secrets: Readonly<Record<string, string>>,
  references: Readonly<Record<string, string>>,
): Promise<ServerWorld> {
  const dynamoDbUrl = await listening(dynalite({ createTableMs: 0 }));
  await createTable(dynamoDbUrl);
  const { url, simulator, close } = await startGitLabSimulator({ projects: [{ path: 'platform/bootstrap' }], speed: 1000 });
  onTestFinished(close);
  const common: Omit<LambdaFunction, 'name'> = {
    module,
    timeoutMs: 60_000,
    environmentVariables: {
      EXECUTION_TABLE_NAME: TABLE,
      SLUICE_INVOKER_SCOPES: 'read,execute',
      SLUICE_SECRETS: JSON.stringify(references),
      GITLAB_URL: url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDbUrl,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: await startSecretsManager(secrets),
    },
  };
  const logs: string[] = [];
  const host = await startLambdaHost({
    functions: [
      { ...common, name: 'server' },
      { ...common, name: 'sweep', handler: 'sweep' },
    ],
    clock: systemClock,
    onLog: ({ line }) => logs.push(line),
  });
  const client = new LambdaClient({ endpoint: host.url, maxAttempts: 1, ...CREDENTIALS });
  onTestFinished(async () => {
    client.destroy();
    await host.close();
  });
  return {
    gitlab: simulator,
    logs,
    async invoke(FunctionName, event) {
      const { Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
      return JSON.parse(Payload?.transformToString() ?? 'null') as Answer;
    },
  };
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, ...CREDENTIALS });
  await client.send(new CreateTableCommand(executionTable(TABLE)));
  const status = async (): Promise<string | undefined> =>
    (await client.send(new DescribeTableCommand({ TableName: TABLE }))).Table?.TableStatus;
  while ((await status()) !== 'ACTIVE');
  client.destroy();
}
