/**
 * The pipeline server: the REST API over the execution service, as a web-standard app and as a Node server.
 *
 * @packageDocumentation
 */
export { createPipelineServerApp, type PipelineServerAppOptions } from './app.ts';
export { type ApiKey, apiKeyAuthenticator, hashApiKey } from './auth/api-key.ts';
export type { Authenticator } from './auth/authenticator.ts';
export { loopbackAuthenticator } from './auth/loopback.ts';
export type { ServerEnv, ServerVariables } from './http/server-env.ts';
export { createServerLogger, type ServerLoggerOptions } from './logger.ts';
export { type PipelineServer, type PipelineServerOptions, startPipelineServer } from './pipeline-server.ts';
export { systemClock } from './system-clock.ts';
