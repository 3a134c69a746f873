/**
 * The pipeline server as a Lambda function: behind API Gateway, a function URL or a load balancer, invoked directly, and
 * as a scheduled sweep.
 *
 * @packageDocumentation
 */
export type { StreamingLambdaHandler } from './lambda/aws-lambda-global.ts';
export type { DirectAnswer, DirectExecution } from './lambda/direct-answer.ts';
export type { DirectRequest } from './lambda/direct-request.ts';
export type { LambdaHandlerOptions } from './lambda/handler-options.ts';
export type { HttpResult } from './lambda/http-result.ts';
export type { LambdaContext } from './lambda/lambda-context.ts';
export { createLambdaHandler, type LambdaHandler } from './lambda/lambda-handler.ts';
export type { Lazy } from './lambda/lazy.ts';
export { createStreamingLambdaHandler } from './lambda/streaming-handler.ts';
export { createSweepHandler, type SweepHandler, type SweepHandlerOptions } from './lambda/sweep-handler.ts';
