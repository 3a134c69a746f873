import { Names } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, type HttpApiProps, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { createLogGroup, type LogSettings } from './log-group.ts';
import type { Throttle } from './throttle.ts';

interface HttpApiSettings {
  readonly throttle: Throttle;
  readonly logs: LogSettings;
}

/** Makes an HTTP API with one stage: throttled, counted, and with a log of who called and how it went. */
export function createHttpApi(scope: Construct, settings: HttpApiSettings, props: HttpApiProps = {}): HttpApi {
  const httpApi = new HttpApi(scope, 'Api', {
    ...props,
    apiName: Names.uniqueResourceName(scope, { maxLength: 100 }),
    createDefaultStage: false,
  });
  new HttpStage(scope, 'Stage', {
    httpApi,
    stageName: '$default',
    autoDeploy: true,
    throttle: settings.throttle,
    detailedMetricsEnabled: true,
    accessLogSettings: {
      destination: new LogGroupLogDestination(createLogGroup(scope, 'AccessLogs', settings.logs)),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  });
  return httpApi;
}

/** Without path and query: a CI system may have its secret there. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  protocol: '$context.protocol',
  responseLength: '$context.responseLength',
  integrationError: '$context.integrationErrorMessage',
};
