import { fileURLToPath } from 'node:url';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { loadConfig } from '@sluice/config';
import { startBedrockEmulator, startGateway, startLambdaHost } from '@sluice/local';
import { systemClock } from '@sluice/mcp-server';
import { deployedAgents } from './deployed-agents.ts';
import { deployedFunctions } from './deployed-functions.ts';
import { startDeployedTables } from './deployed-tables.ts';
import { generatedSecrets } from './generated-secrets.ts';
import { createLambdaClient, invokeFunction, nameOf } from './lambda-client.ts';
import { createResolve } from './resolve.ts';
import { startSecretsManager } from './secrets-manager.ts';
import { startServerTask } from './server-task.ts';
import { directoryOf, templateOf } from './template.ts';

const CONFIG = fileURLToPath(new URL('../../sluice.config.ts', import.meta.url));

/** What the team has beside the stack. */
export interface World {
  /** Variables that are addresses, by the addresses that they have here. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Secrets that the team has made, by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** A synthesised stack that runs on this machine. */
export interface Deployment {
  /** Where `POST /chat` is. */
  readonly url: string;
  /** Invokes the function whose logical id matches, as a schedule would, and returns what it answers. */
  invoke(logicalId: RegExp, event: unknown): Promise<unknown>;
  /** Every line that a function wrote. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/**
 * Deploys what was synthesised: functions out of `cdk.out` into the Lambda host, tables into dynalite, agents into the
 * emulator of Bedrock. The container of Fargate is a process of this machine.
 */
export async function deploy(option: 'fargate' | 'lambda', world: World): Promise<Deployment> {
  const template = templateOf(option);
  const resolve = createResolve(template);
  const secrets = { ...generatedSecrets(template, resolve), ...world.secrets };
  const tables = await startDeployedTables(template, resolve);
  const secretsManager = await startSecretsManager(secrets);
  const { agents, functionFor } = deployedAgents(template, await loadConfig(CONFIG), resolve);
  const lambda = Promise.withResolvers<LambdaClient>();
  const bedrock = await startBedrockEmulator({
    agents,
    clock: systemClock,
    async invokeFunction(handler, event) {
      return invokeFunction(await lambda.promise, functionFor(handler), event);
    },
  });
  const endpoints = {
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.url,
  };
  const { addresses } = world;
  const surroundings = { ...TASK_CREDENTIALS, ...endpoints };
  const task =
    option === 'fargate' ? await startServerTask(template, { resolve, addresses, secrets, surroundings }) : undefined;
  const functions = deployedFunctions(template, {
    directory: directoryOf(option),
    resolve,
    elsewhere: { addresses: { ...addresses, ...(task && { MCP_SERVER_URL: task.url }) }, endpoints },
  });
  const log: string[] = [];
  const host = await startLambdaHost({ functions, clock: systemClock, onLog: ({ line }) => log.push(line) });
  const client = createLambdaClient(host.url);
  lambda.resolve(client);
  const chatHandler = nameOf(functions, /ChatHandler/);
  const gateway = await startGateway({
    lambdaUrl: host.url,
    functionName: chatHandler,
    streamingFunctionName: chatHandler,
    payloadFormat: '1.0',
    clock: systemClock,
  });
  return {
    url: `${gateway.url}/chat`,
    invoke: (logicalId, event) => invokeFunction(client, nameOf(functions, logicalId), event),
    log,
    async close() {
      client.destroy();
      for (const part of [gateway, host, task, bedrock, secretsManager, tables]) await part?.close();
    },
  };
}

/** What a task finds of AWS around it. */
export const TASK_CREDENTIALS = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'task', AWS_SECRET_ACCESS_KEY: 'local' };
