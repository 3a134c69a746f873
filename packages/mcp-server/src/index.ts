/**
 * The pipeline server: REST and MCP over the execution service, as a web-standard app and as a Node server.
 *
 * @packageDocumentation
 */
export { createPipelineServerApp, type McpOptions, type PipelineServerAppOptions } from './app.ts';
export { type Access, accessAuthenticator, isNobody, NOBODY } from './auth/access.ts';
export { type AccessDocumentOptions, accessOf, type KnownNames } from './auth/access-document.ts';
export { type ApiKey, type ApiKeyOptions, apiKeyAuthenticator, hashApiKey } from './auth/api-key.ts';
export type { Authenticator } from './auth/authenticator.ts';
export type { ClaimRules, ScopeRules } from './auth/claim-rules.ts';
export type { Current } from './auth/current.ts';
export { firstOf } from './auth/first-of.ts';
export {
  type DirectAccess,
  type GatewayAccess,
  type Grant,
  gatewayAuthenticator,
  type IamAccess,
  type IamGrant,
} from './auth/gateway.ts';
export type { GatewayIdentity } from './auth/gateway-identity.ts';
export { jwtAuthenticator, type TokenAlgorithm, type TokenCheckOptions, type TokenIssuer } from './auth/jwt.ts';
export { type LoadBalancerAccess, loadBalancerAuthenticator } from './auth/load-balancer.ts';
export { loopbackAuthenticator } from './auth/loopback.ts';
export { type ProtectedResource, protectedResourceOf } from './auth/protected-resource.ts';
export { createExecutionId } from './create-execution-id.ts';
export type { Admission, Admitted, RateState } from './guards/admission.ts';
export { type AdmissionOptions, createAdmission } from './guards/create-admission.ts';
export type { TrustedHostOptions } from './guards/trusted-host.ts';
export type { McpFacts, ServerBindings, ServerEnv, ServerVariables } from './http/server-env.ts';
export { writeByTurns } from './log-turns.ts';
export { createServerLogger, type ServerLoggerOptions } from './logger.ts';
export { type PipelineServer, type PipelineServerOptions, startPipelineServer } from './pipeline-server.ts';
export { systemClock } from './system-clock.ts';
export type { ExecutionMetrics, FruitlessRequest } from './telemetry/execution-metrics.ts';
export type { ExecutorCallMeasurement, ExecutorMetrics } from './telemetry/executor-metrics.ts';
export { type ObserveExecutorOptions, observeExecutor } from './telemetry/observe-executor.ts';
export { type ObserveServiceOptions, observeService } from './telemetry/observe-service.ts';
export type { RequestMeasurement, RequestMetrics } from './telemetry/request-metrics.ts';
export { createServerMetrics, type ServerMetrics, type ServerMetricsOptions } from './telemetry/server-metrics.ts';
export type { SweepMetrics } from './telemetry/sweep-metrics.ts';
export { activeTraceContext } from './telemetry/trace-context.ts';
