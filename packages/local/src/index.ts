/**
 * The whole Sluice flow on one machine: Bedrock Agents emulator, Lambda host, gateway and console.
 *
 * @packageDocumentation
 */
export type {
  AgentAnswered,
  AgentEvent,
  AgentFailed,
  AgentStarted,
  AgentTurn,
  ControlReturned,
  ToolAnswered,
  ToolCalled,
} from './bedrock/agent-event.ts';
export {
  type AgentInvocation,
  type BedrockEmulator,
  type BedrockEmulatorOptions,
  type DeployedAgent,
  startBedrockEmulator,
} from './bedrock/bedrock-emulator.ts';
export type { BedrockExceptionName } from './bedrock/exceptions.ts';
export type { StreamFault } from './bedrock/stream-fault.ts';
export type { Output } from './console/output.ts';
export { type RunLocalOptions, runLocal } from './console/run-local.ts';
export type { Hop, HopOutcome } from './flow/hop.ts';
export type { PayloadFormat } from './gateway/function-response.ts';
export { type GatewayOptions, startGateway } from './gateway/gateway.ts';
export type { HttpPart } from './http/listen.ts';
export type { FunctionLogLine, LambdaFunction } from './lambda-host/lambda-function.ts';
export { type LambdaHost, type LambdaHostOptions, startLambdaHost } from './lambda-host/lambda-host.ts';
export type { Outcome } from './planner/plan.ts';
export type { ChatAnswer } from './runtime/chat.ts';
export type { AgentAnswer, AgentOutcome, LocalEvent, LogLine, RunProgress } from './runtime/local-event.ts';
export {
  type LocalRuntime,
  type LocalRuntimeOptions,
  type PartName,
  startLocalRuntime,
} from './runtime/local-runtime.ts';
export type { RunningPart } from './runtime/stop-list.ts';
export type { CiParts, Simulators } from './simulation/ci-systems.ts';
