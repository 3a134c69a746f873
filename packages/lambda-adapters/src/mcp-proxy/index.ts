/**
 * The Lambda function of the pipelines' action groups and of `executions`.
 *
 * @packageDocumentation
 */
import type { AgentEventHandler } from '../agent-event/tool-handler.ts';
import { createMcpProxy } from './mcp-proxy.ts';
import { mcpProxyOptionsFromEnv } from './options-from-env.ts';

export type { AgentEventHandler } from '../agent-event/tool-handler.ts';
export type { ApiKey } from './api-key.ts';
export type { ServerFunction } from './lambda-exchange.ts';
export { createMcpProxy, type McpProxyOptions } from './mcp-proxy.ts';
export { mcpProxyOptionsFromEnv } from './options-from-env.ts';
export { type SecretApiKeyOptions, secretApiKey } from './secret-api-key.ts';

/**
 * The function as it is deployed, configured from its environment variables at the first invocation.
 *
 * @public
 */
export const handler: AgentEventHandler = createMcpProxy(() => mcpProxyOptionsFromEnv(process.env));
