/**
 * The four Lambda functions between an agent and the pipeline server, as factories: each takes its parts as options.
 * The functions as they are deployed are in `./chat-handler`, `./agent-invoker`, `./mcp-proxy` and `./memory-manager`.
 *
 * @packageDocumentation
 */
export type { FunctionEventReply } from './agent-event/function-event.ts';
export type { GatewayEventReply } from './agent-event/gateway-event.ts';
export type { OpenApiEventReply } from './agent-event/open-api-event.ts';
export type { AgentEventReply } from './agent-event/receive-event.ts';
export type { AgentEventHandler, ToolHandlerOptions } from './agent-event/tool-handler.ts';
export type { ToolErrorCode } from './agent-event/tool-reply.ts';
export type { AgentDirectory } from './agent-invoker/agent-directory.ts';
export { type AgentInvokerOptions, createAgentInvoker } from './agent-invoker/agent-invoker.ts';
export { CALLERS_ATTRIBUTE, DEPTH_ATTRIBUTE } from './agent-invoker/invocation-chain.ts';
export { agentInvokerOptionsFromEnv } from './agent-invoker/options-from-env.ts';
export type { AgentOutcome, AgentReference, AgentRequest, AgentRuntime } from './agent-runtime/agent-runtime.ts';
export { type BedrockAgentRuntimeOptions, createBedrockAgentRuntime } from './agent-runtime/bedrock-agent-runtime.ts';
export {
  type ChatHandlerOptions,
  createChatHandler,
  PRINCIPAL_ATTRIBUTE,
  type ProxyEventHandler,
} from './chat-handler/chat-handler.ts';
export type { ProxyResponse } from './chat-handler/chat-response.ts';
export { chatHandlerOptionsFromEnv } from './chat-handler/options-from-env.ts';
export type { EnvironmentVariables } from './environment/read-environment.ts';
export type { LambdaContext } from './lambda/lambda-context.ts';
export type { Lazy } from './lambda/lazy.ts';
export { createMcpProxy, type McpProxyOptions } from './mcp-proxy/mcp-proxy.ts';
export { mcpProxyOptionsFromEnv } from './mcp-proxy/options-from-env.ts';
export type { PipelineTypes } from './mcp-proxy/requested-pipeline.ts';
export { createMemoryManager, type MemoryManagerOptions } from './memory-manager/memory-manager.ts';
export { memoryManagerOptionsFromEnv } from './memory-manager/options-from-env.ts';
export type { ExecutionStoreFactory } from './store/execution-table.ts';
