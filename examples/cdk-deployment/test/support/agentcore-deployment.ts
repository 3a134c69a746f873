import { startLambdaHost } from '@sluice/local';
import { systemClock } from '@sluice/mcp-server';
import { type AgentCoreSession, startSession } from './agentcore-session.ts';
import { deployedFunctions } from './deployed-functions.ts';
import { startDeployedTables } from './deployed-tables.ts';
import { TASK_CREDENTIALS, type World } from './deployment.ts';
import { generatedSecrets } from './generated-secrets.ts';
import { createLambdaClient, invokeFunction, nameOf } from './lambda-client.ts';
import { createResolve } from './resolve.ts';
import { startSecretsManager } from './secrets-manager.ts';
import { directoryOf, templateOf } from './template.ts';

/** The stack of AgentCore, on this machine. */
export interface AgentCoreDeployment {
  startSession(): Promise<AgentCoreSession>;
  /** Invokes the sweep, as its schedule would. */
  sweep(): Promise<unknown>;
  /** Every line that server and sweep wrote. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** Deploys what was synthesised: the runtime's program and the sweep out of `cdk.out`, the table into dynalite. */
export async function deployAgentCore({ addresses, secrets }: World): Promise<AgentCoreDeployment> {
  const template = templateOf('agentcore');
  const directory = directoryOf('agentcore');
  const resolve = createResolve(template);
  const tables = await startDeployedTables(template, resolve);
  const secretsManager = await startSecretsManager({ ...generatedSecrets(template, resolve), ...secrets });
  const endpoints = {
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
  };
  const log: string[] = [];
  const functions = deployedFunctions(template, { directory, resolve, elsewhere: { addresses, endpoints } });
  const host = await startLambdaHost({ functions, clock: systemClock, onLog: ({ line }) => log.push(line) });
  const client = createLambdaClient(host.url);
  const surroundings = { ...TASK_CREDENTIALS, ...endpoints };
  const onLog = (line: string): number => log.push(line);
  return {
    startSession: () => startSession(template, { directory, resolve, addresses, surroundings, onLog }),
    sweep: () => invokeFunction(client, nameOf(functions, /SweepFunction/), {}),
    log,
    async close() {
      client.destroy();
      for (const part of [host, secretsManager, tables]) await part.close();
    },
  };
}
