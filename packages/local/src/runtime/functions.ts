import { ORCHESTRATOR } from '@sluice/core';
import type { LambdaFunction } from '../lambda-host/lambda-function.ts';
import { AGENT_ALIAS_ID, agentIdOf } from './agent-identities.ts';

/** The functions, as they are called on Lambda too. */
export const FUNCTION_NAMES = ['chat-handler', 'agent-invoker', 'mcp-proxy', 'memory-manager'] as const;

/** The chat handler behind a door that streams, and behind a WebSocket API: the same bundle, another handler of it. */
export const STREAMING_CHAT = 'chat-handler-stream';
export const WEBSOCKET_CHAT = 'chat-handler-websocket';

type BundleName = (typeof FUNCTION_NAMES)[number];

/** The bundles as they are published and deployed. */
const BUNDLES: Readonly<Record<BundleName, string>> = {
  'chat-handler': import.meta.resolve('@sluice/lambda-adapters/bundles/chat-handler/index.cjs'),
  'agent-invoker': import.meta.resolve('@sluice/lambda-adapters/bundles/agent-invoker/index.cjs'),
  'mcp-proxy': import.meta.resolve('@sluice/lambda-adapters/bundles/mcp-proxy/index.cjs'),
  'memory-manager': import.meta.resolve('@sluice/lambda-adapters/bundles/memory-manager/index.cjs'),
};

/** A little more than the 29 seconds for which the gateway waits: beyond that nobody is there for the answer. */
const TIMEOUT_MS = 30_000;

/** Who streams, or answers later, has more time than the gateway. */
const LONG_TIMEOUT_MS = 5 * 60_000;

/** What the functions must know of the other parts. */
export interface FunctionsOptions {
  /** The specialised agents. */
  readonly agentTypes: readonly string[];
  readonly agentsUrl: string;
  readonly dynamoDbUrl: string;
  /** The table of executions. */
  readonly tableName: string;
  /** The table of answers that are fetched later. */
  readonly chatTableName: string;
  /** After how long an answer is fetched later; without it none is. In milliseconds. */
  readonly answerWithinMs?: number | undefined;
  readonly environments: readonly string[];
  /** A file with the action groups of the proxy. */
  readonly actionGroupsFile: string;
  /** The pipeline server: where it listens, or the function that it is. */
  readonly server: { readonly url: string } | { readonly functionName: string };
  readonly serverApiKey: string;
  /** Where answers to WebSocket clients are posted. */
  readonly connectionsUrl: string;
}

/** Describes the functions as they are deployed, with the local parts in their environment. */
export function describeFunctions(options: FunctionsOptions): readonly LambdaFunction[] {
  const environments = environmentsOf(options);
  const chat = environments['chat-handler'];
  const functions = FUNCTION_NAMES.map((name) => describe(name, { environmentVariables: environments[name] }));
  return [
    ...functions,
    describe('chat-handler', { name: STREAMING_CHAT, handler: 'streamHandler', environmentVariables: chat }),
    describe('chat-handler', {
      name: WEBSOCKET_CHAT,
      handler: 'webSocketHandler',
      environmentVariables: { ...chat, WEBSOCKET_ENDPOINT: options.connectionsUrl },
    }),
  ];
}

function describe(
  bundle: BundleName,
  definition: Partial<LambdaFunction> & Pick<LambdaFunction, 'environmentVariables'>,
): LambdaFunction {
  const timeoutMs = bundle === 'chat-handler' ? LONG_TIMEOUT_MS : TIMEOUT_MS;
  return { name: bundle, module: BUNDLES[bundle], timeoutMs, ...definition };
}

function environmentsOf(options: FunctionsOptions): Readonly<Record<BundleName, Record<string, string>>> {
  const { agentTypes, agentsUrl, server } = options;
  const agents = { AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: agentsUrl };
  const dynamoDb = { AWS_ENDPOINT_URL_DYNAMODB: options.dynamoDbUrl };
  const table = { ...dynamoDb, EXECUTION_TABLE_NAME: options.tableName };
  const byType = (value: (agentType: string) => string): string =>
    JSON.stringify(Object.fromEntries(agentTypes.map((agentType) => [agentType, value(agentType)])));
  return {
    'chat-handler': {
      ...agents,
      ...(options.answerWithinMs === undefined
        ? {}
        : { ...dynamoDb, CHAT_TABLE_NAME: options.chatTableName, ANSWER_WITHIN_MS: String(options.answerWithinMs) }),
      ORCHESTRATOR_AGENT_ID: agentIdOf(ORCHESTRATOR),
      ORCHESTRATOR_AGENT_ALIAS_ID: AGENT_ALIAS_ID,
      ALLOW_TRACES: 'true',
    },
    'agent-invoker': { ...agents, AGENT_IDS: byType(agentIdOf), AGENT_ALIAS_IDS: byType(() => AGENT_ALIAS_ID) },
    'mcp-proxy': {
      ...table,
      ...('url' in server ? { MCP_SERVER_URL: server.url } : { MCP_SERVER_FUNCTION_NAME: server.functionName }),
      MCP_SERVER_API_KEY: options.serverApiKey,
      ACTION_GROUPS_FILE: options.actionGroupsFile,
    },
    'memory-manager': { ...table, ENVIRONMENTS: options.environments.join(',') },
  };
}
