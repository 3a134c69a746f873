import { ORCHESTRATOR } from '@sluice/core';
import type { LambdaFunction } from '../lambda-host/lambda-function.ts';
import { AGENT_ALIAS_ID, agentIdOf } from './agent-identities.ts';

/** The functions, as they are called on Lambda too. */
export const FUNCTION_NAMES = ['chat-handler', 'agent-invoker', 'mcp-proxy', 'memory-manager'] as const;

/** The handlers as they are published and deployed. */
const MODULES: Readonly<Record<(typeof FUNCTION_NAMES)[number], string>> = {
  'chat-handler': import.meta.resolve('@sluice/lambda-adapters/chat-handler'),
  'agent-invoker': import.meta.resolve('@sluice/lambda-adapters/agent-invoker'),
  'mcp-proxy': import.meta.resolve('@sluice/lambda-adapters/mcp-proxy'),
  'memory-manager': import.meta.resolve('@sluice/lambda-adapters/memory-manager'),
};

/** A little more than the 29 seconds for which the gateway waits: beyond that nobody is there for the answer. */
const TIMEOUT_MS = 30_000;

/** What the functions must know of the other parts. */
export interface FunctionsOptions {
  /** The specialised agents. */
  readonly agentTypes: readonly string[];
  readonly agentsUrl: string;
  readonly dynamoDbUrl: string;
  readonly tableName: string;
  readonly serverUrl: string;
  readonly serverApiKey: string;
}

/** Describes the four functions as they are deployed, with the local parts in their environment. */
export function describeFunctions(options: FunctionsOptions): readonly LambdaFunction[] {
  const agents = { AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: options.agentsUrl };
  const table = { AWS_ENDPOINT_URL_DYNAMODB: options.dynamoDbUrl, EXECUTION_TABLE_NAME: options.tableName };
  const byType = (value: (agentType: string) => string): string =>
    JSON.stringify(Object.fromEntries(options.agentTypes.map((agentType) => [agentType, value(agentType)])));
  const environments: Record<(typeof FUNCTION_NAMES)[number], Record<string, string>> = {
    'chat-handler': {
      ...agents,
      ORCHESTRATOR_AGENT_ID: agentIdOf(ORCHESTRATOR),
      ORCHESTRATOR_AGENT_ALIAS_ID: AGENT_ALIAS_ID,
    },
    'agent-invoker': { ...agents, AGENT_IDS: byType(agentIdOf), AGENT_ALIAS_IDS: byType(() => AGENT_ALIAS_ID) },
    'mcp-proxy': { ...table, MCP_SERVER_URL: options.serverUrl, MCP_SERVER_API_KEY: options.serverApiKey },
    'memory-manager': table,
  };
  return FUNCTION_NAMES.map((name) => ({
    name,
    module: MODULES[name],
    environmentVariables: environments[name],
    timeoutMs: TIMEOUT_MS,
  }));
}
