/**
 * The four Lambda functions between an agent and the pipeline server, as factories: each takes its parts as options.
 * The functions as they are deployed are in `./chat-handler`, `./agent-invoker`, `./mcp-proxy` and `./memory-manager`.
 *
 * @packageDocumentation
 */

export type { ActionGroupReply } from './agent-event/action-group-envelope.ts';
export type { FunctionEventReply } from './agent-event/function-event.ts';
export type { GatewayEventReply } from './agent-event/gateway-event.ts';
export type { OpenApiEventReply } from './agent-event/open-api-event.ts';
export type { AgentEventReply } from './agent-event/receive-event.ts';
export type { AgentEventHandler, ToolHandlerOptions } from './agent-event/tool-handler.ts';
export type { ToolErrorCode, ToolReply } from './agent-event/tool-reply.ts';
export type { AgentDirectory } from './agent-invoker/agent-directory.ts';
export { type AgentInvokerOptions, createAgentInvoker } from './agent-invoker/agent-invoker.ts';
export {
  CONFIRMATION_ATTRIBUTE,
  confirmationAttributes,
  type GivenConfirmation,
} from './agent-invoker/given-confirmation.ts';
export { AGENT_TYPES_ATTRIBUTE, CALLERS_ATTRIBUTE, DEPTH_ATTRIBUTE } from './agent-invoker/invocation-chain.ts';
export { agentInvokerOptionsFromEnv } from './agent-invoker/options-from-env.ts';
export { DEADLINE_ATTRIBUTE } from './agent-invoker/passed-deadline.ts';
export { type PendingConfirmation, readPendingConfirmations } from './agent-invoker/pending-confirmation.ts';
export type { AgentProgress, AgentStep } from './agent-runtime/agent-progress.ts';
export type {
  AgentCoreReference,
  AgentInvocation,
  AgentOutcome,
  AgentReference,
  AgentRequest,
  AgentRuntime,
  BedrockAgentReference,
} from './agent-runtime/agent-runtime.ts';
export { type AgentCoreRuntimeOptions, createAgentCoreRuntime } from './agent-runtime/agentcore-runtime.ts';
export { type BedrockAgentRuntimeOptions, createBedrockAgentRuntime } from './agent-runtime/bedrock-agent-runtime.ts';
export type { Citation, CitedSource } from './agent-runtime/citation.ts';
export { type AgentRuntimeOptions, createAgentRuntime } from './agent-runtime/create-agent-runtime.ts';
export type {
  ControlAnswers,
  ControlRequest,
  ControlResult,
  ReturnedControl,
  ReturnedOperation,
} from './agent-runtime/returned-control.ts';
export type { AnswerStore, StoredTurn, TurnState } from './chat-handler/answer-store.ts';
export {
  type SelfInvocationOptions,
  type StartBackgroundTurn,
  selfInvocation,
} from './chat-handler/background-turn.ts';
export { createChatHandler, type ProxyEventHandler } from './chat-handler/chat-handler.ts';
export type { ChatHandlerOptions, ChatPolling } from './chat-handler/chat-options.ts';
export type { ChatBody, ChatReply } from './chat-handler/chat-reply.ts';
export {
  ANSWER_TTL_ATTRIBUTE,
  answerTable,
  type DynamoDbAnswerStoreOptions,
  dynamoDbAnswerStore,
} from './chat-handler/dynamodb-answer-store.ts';
export type { StreamingProxyEventHandler } from './chat-handler/lambda-streaming.ts';
export { chatHandlerOptionsFromEnv, webSocketChatHandlerOptionsFromEnv } from './chat-handler/options-from-env.ts';
export type { ProxyResponse } from './chat-handler/proxy-response.ts';
export { createStreamingChatHandler } from './chat-handler/streaming-chat-handler.ts';
export {
  createWebSocketChatHandler,
  type WebSocketChatHandlerOptions,
  type WebSocketEventHandler,
} from './chat-handler/websocket-chat-handler.ts';
export type { EnvironmentVariables } from './environment/read-environment.ts';
export type { LambdaContext } from './lambda/lambda-context.ts';
export type { Lazy } from './lambda/lazy.ts';
export { PRINCIPAL_ATTRIBUTE } from './lambda/principal.ts';
export type { ApiKey } from './mcp-proxy/api-key.ts';
export type { ServerFunction } from './mcp-proxy/lambda-exchange.ts';
export { createMcpProxy, type McpProxyOptions } from './mcp-proxy/mcp-proxy.ts';
export { mcpProxyOptionsFromEnv } from './mcp-proxy/options-from-env.ts';
export type { PipelineTypes } from './mcp-proxy/requested-pipeline.ts';
export { type SecretApiKeyOptions, secretApiKey } from './mcp-proxy/secret-api-key.ts';
export { createMemoryManager, type MemoryManagerOptions } from './memory-manager/memory-manager.ts';
export { memoryManagerOptionsFromEnv } from './memory-manager/options-from-env.ts';
export type { ExecutionStoreFactory, RequestJournalFactory } from './store/execution-table.ts';
