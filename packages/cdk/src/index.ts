/**
 * AWS CDK constructs that deploy Sluice.
 *
 * @packageDocumentation
 */
export { AgentBridge, type AgentBridgeProps } from './agent-bridge.ts';
export {
  AgentCoreGatewayTargets,
  type AgentCoreGatewayTargetsProps,
  type McpServerTarget,
} from './agentcore-gateway/agentcore-gateway-targets.ts';
export { SluiceAlarms, type SluiceAlarmsProps, type WatchedParts } from './alarms/sluice-alarms.ts';
export type { WatchedServer } from './alarms/watch-server.ts';
export {
  type AgentGuardrail,
  type AgentKnowledgeBase,
  BedrockAgent,
  type BedrockAgentProps,
  type BedrockAgentSettings,
} from './bedrock-agents/bedrock-agent.ts';
export { BedrockAgents, type BedrockAgentsProps } from './bedrock-agents/bedrock-agents.ts';
export { ChatApi, type ChatApiProps, type IChatApi } from './chat-api.ts';
export { type ChatDelivery, ChatHandler, type ChatHandlerProps } from './chat-handler.ts';
export { SluiceDashboard, type SluiceDashboardProps } from './dashboard.ts';
export { ExecutionEvents, type ExecutionEventsProps } from './execution-events.ts';
export { ExecutionMetrics, type ExecutionMetricsProps } from './execution-metrics.ts';
export { ExecutionTable, type ExecutionTableProps } from './execution-table.ts';
export {
  type HandlerDuration,
  HandlerFunction,
  type HandlerFunctionProps,
  type HandlerMetric,
  type HandlerName,
  type HandlerSettings,
} from './handler-function.ts';
export { HttpChatApi, type HttpChatApiProps } from './http-chat-api.ts';
export type { LogSettings } from './log-group.ts';
export {
  AgentCorePipelineServer,
  type AgentCorePipelineServerProps,
} from './pipeline-server/agentcore-pipeline-server.ts';
export {
  FargatePipelineServer,
  type FargatePipelineServerProps,
  type ServerScaling,
} from './pipeline-server/fargate-pipeline-server.ts';
export { LambdaPipelineServer, type LambdaPipelineServerProps } from './pipeline-server/lambda-pipeline-server.ts';
export type { IPipelineServer } from './pipeline-server/pipeline-server.ts';
export type { PipelineServerProps, SecretField } from './pipeline-server/pipeline-server-props.ts';
export type { ServerFunctionSettings } from './pipeline-server/server-function.ts';
export { PrivateServerApi, type PrivateServerApiProps } from './private-server-api.ts';
export type { ServerChoice, ServerSettings } from './server-choice.ts';
export { Sluice, type SluiceProps } from './sluice.ts';
export { SweepSchedule, type SweepScheduleProps } from './sweep-schedule.ts';
export type { Throttle } from './throttle.ts';
export { ToolFunctions, type ToolFunctionsProps } from './tool-functions.ts';
export { WebhookEntry, type WebhookEntryProps, type WebhookReceiver } from './webhook-entry.ts';
