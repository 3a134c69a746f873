import { AccessLogFormat, LogGroupLogDestination, type StageOptions } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { createLogGroup, type LogSettings } from './log-group.ts';
import type { Throttle } from './throttle.ts';

/** Describes the stage of a REST API: throttled, traced, counted, and with a log of who called and how it went. */
export function restApiStage(scope: Construct, throttle: Throttle, logs: LogSettings): StageOptions {
  return {
    stageName: 'v1',
    throttlingRateLimit: throttle.rateLimit,
    throttlingBurstLimit: throttle.burstLimit,
    metricsEnabled: true,
    tracingEnabled: true,
    accessLogDestination: new LogGroupLogDestination(createLogGroup(scope, 'AccessLogs', logs)),
    accessLogFormat: AccessLogFormat.jsonWithStandardFields({
      caller: true,
      httpMethod: true,
      ip: true,
      protocol: true,
      requestTime: true,
      resourcePath: true,
      responseLength: true,
      status: true,
      user: true,
    }),
  };
}
