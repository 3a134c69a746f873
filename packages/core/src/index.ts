/**
 * The domain of Sluice: catalog, executions, the ports for CI systems and stores, the service over them.
 *
 * @packageDocumentation
 */
export {
  type ActionGroupHandler,
  type AgentActionGroup,
  type AgentDefinition,
  type AgentDefinitionsOptions,
  defineAgents,
  ORCHESTRATOR,
} from './agents/agent-definition.ts';
export {
  type ActionGroup,
  bodySchemaOf,
  operationsOf,
  type PipelineOperation,
  type PlacedOperation,
  pipelineOperations,
} from './catalog/action-group.ts';
export type { AllowedHours, Weekday } from './catalog/allowed-hours.ts';
export {
  type Catalog,
  type CatalogOptions,
  createCatalog,
  type Pipeline,
  type PipelineEnvironment,
} from './catalog/catalog.ts';
export {
  type ApprovalRule,
  defineConfig,
  type EnvironmentConfig,
  type ExecutorFactory,
  type PipelineConfig,
  type SluiceConfig,
} from './catalog/config.ts';
export type { EnvironmentRules } from './catalog/environment-rules.ts';
export type { JsonSchema, OpenApiDocument, OpenApiOperation, OpenApiParameter } from './catalog/open-api-document.ts';
export type { ParameterSchema, ValidatedParameters } from './catalog/parameter-schema.ts';
export { pipelineTypeOf } from './catalog/pipeline-type.ts';
export { referenced, withoutReferences } from './catalog/without-references.ts';
export type { Clock } from './clock.ts';
export { lockedTo } from './contract/locked-to.ts';
export { ConfigurationError, type ConfigurationIssue } from './errors/configuration-error.ts';
export { type ErrorCode, type FieldError, SluiceError, type SluiceErrorOptions } from './errors/sluice-error.ts';
export { type ExecutionEvent, eventOf } from './execution/event.ts';
export {
  type Execution,
  type ExecutionApproval,
  type ExecutionCancellation,
  type ExecutionChange,
  type ExecutionFailure,
  type ExecutionRun,
  isFinished,
} from './execution/execution.ts';
export {
  EXECUTION_STATUSES,
  type ExecutionStatus,
  FINISHED_STATUSES,
  type FinishedStatus,
  UNFINISHED_STATUSES,
} from './execution/status.ts';
export {
  executeRequestFromWire,
  executionEventToWire,
  executionFromWire,
  executionToWire,
  logChunkToWire,
  pendingApprovalToWire,
  pipelineToWire,
  type Wire,
  type WireOperations,
} from './execution/wire.ts';
export type {
  AnswerApprovalRequest,
  AnswerApprovalResult,
  ApprovalInput,
  PendingApproval,
} from './executor/approval.ts';
export type { ExecutorCapabilities, FindResult, PipelineExecutor } from './executor/executor.ts';
export { ExecutorError, type ExecutorErrorOptions } from './executor/executor-error.ts';
export { baseUrlOf } from './executor/http/base-url.ts';
export { type BodyPart, type ReadBody, readBodyPart } from './executor/http/body-part.ts';
export { type ConnectionFault, connectionFaultOf } from './executor/http/connection-fault.ts';
export { hostNamesOf } from './executor/http/host-names.ts';
export { cutLog, type LogRoom } from './executor/http/log-cut.ts';
export {
  createRateLimit,
  type RateLimit,
  type RateLimitOptions,
  type RateLimitRefusal,
} from './executor/http/rate-limit.ts';
export { refusalLine } from './executor/http/refusal-line.ts';
export { retryAfterMsOf } from './executor/http/retry-after.ts';
export type {
  CancelForce,
  CancelRequest,
  FindRequest,
  ListRequest,
  ReadLogRequest,
  RunRequest,
  StartRequest,
} from './executor/requests.ts';
export type { LogChunk, Run, RunFailure, RunStatus, RunSummary, Stage, StageStatus } from './executor/run.ts';
export type { SightedRun, WebhookRequest, WebhookResult } from './executor/webhook.ts';
export type { ExecuteRequest, ExecuteResult } from './service/execute.ts';
export {
  type CancelOptions,
  createExecutionService,
  type DecisionOptions,
  type ExecutionService,
  type GetOptions,
  type ReadLogOptions,
} from './service/execution-service.ts';
export { canReach, type Principal, type Reach, requireScope, type Scope } from './service/principal.ts';
export type { Refreshed } from './service/refresh.ts';
export type { RetryOptions } from './service/retry.ts';
export type { RunApprovalAnswer, RunApprovalResult } from './service/run-approvals.ts';
export type { ExecutionServiceOptions, ServiceLogger } from './service/service-options.ts';
export type { SweepReport } from './service/sweep/sweep.ts';
export type { TraceContext } from './service/trace-context.ts';
export { visiblePipeline, visiblePipelines } from './service/visible-pipelines.ts';
export type { WebhookOutcome } from './service/webhook.ts';
export { type CursorCodec, type CursorPosition, createCursorCodec } from './store/cursor.ts';
export { type EnvironmentFilter, environmentFilterOf, matchesNothing } from './store/environment-filter.ts';
export type {
  Claim,
  CreateResult,
  EnvironmentQuery,
  ExecutionPage,
  ExecutionStore,
  Lease,
  UnfinishedQuery,
} from './store/execution-store.ts';
export { retentionMsOf } from './store/retention.ts';
export { keepTail, REDACTED, redactSecrets, toReadableLog } from './text/untrusted-text.ts';
