import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type LambdaFunction, startLambdaHost } from '@sluice/local';
import { systemClock } from '@sluice/mcp-server';
import { type GitLabSimulator, startGitLabSimulator } from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import { startExecutionTable } from './dynamodb.ts';
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
  const table = await startExecutionTable();
  const { url, simulator, close } = await startGitLabSimulator({
    projects: [{ path: 'platform/bootstrap' }],
    speed: 1000,
  });
  onTestFinished(close);
  const common: Omit<LambdaFunction, 'name'> = {
    module,
    timeoutMs: 60_000,
    environmentVariables: {
      EXECUTION_TABLE_NAME: table.tableName,
      SLUICE_INVOKER_SCOPES: 'read,execute',
      SLUICE_SECRETS: JSON.stringify(references),
      GITLAB_URL: url,
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
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
