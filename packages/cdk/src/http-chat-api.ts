import { Names } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { checkAccess, DEFAULT_THROTTLE, type IChatApi, type Throttle, wrongDelivery } from './chat-api.ts';
import type { ChatHandler } from './chat-handler.ts';
import { createLogGroup, type LogSettings } from './log-group.ts';

/** @public */
export interface HttpChatApiProps extends LogSettings {
  /** One whose `delivery` is 'whole': `bridge.chatHandler` of a bridge with `chatDelivery: 'whole'`. */
  readonly chatHandler: ChatHandler;
  /** Who may chat. Needed, unless `openToAll`. */
  readonly authorizer?: IHttpRouteAuthorizer | undefined;
  /** Lets everybody on the internet chat, which is: start pipelines. @defaultValue false */
  readonly openToAll?: boolean | undefined;
  /** @defaultValue 10 requests a second, 20 at once */
  readonly throttle?: Throttle | undefined;
  /** Which web pages of other hosts may chat. @defaultValue none */
  readonly cors?: CorsPreflightOptions | undefined;
}

/**
 * `POST /chat` as an HTTP API: answers in one piece, and `GET /chat/answers/{id}` for those that take more than half a
 * minute.
 *
 * @example
 * ```ts
 * const authorizer = new HttpJwtAuthorizer('Users', issuer, { jwtAudience: [clientId] });
 * new HttpChatApi(this, 'Chat', { chatHandler: bridge.chatHandler, authorizer });
 * ```
 * @public
 */
export class HttpChatApi extends Construct implements IChatApi {
  readonly api: HttpApi;
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpChatApiProps) {
    super(scope, id);
    const { chatHandler, authorizer, openToAll, throttle = DEFAULT_THROTTLE, cors } = props;
    checkAccess(this, { authorizer, openToAll });
    if (chatHandler.delivery !== 'whole') throw wrongDelivery('HttpChatApi', 'whole');
    this.api = new HttpApi(this, 'Api', {
      apiName: Names.uniqueResourceName(this, { maxLength: 100 }),
      createDefaultStage: false,
      ...(cors === undefined ? {} : { corsPreflight: cors }),
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(createLogGroup(this, 'AccessLogs', props)),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    const route = {
      integration: new HttpLambdaIntegration('ChatHandler', chatHandler),
      authorizer: authorizer ?? new HttpNoneAuthorizer(),
    };
    this.api.addRoutes({ ...route, path: '/chat', methods: [HttpMethod.POST] });
    this.api.addRoutes({ ...route, path: '/chat/answers/{id}', methods: [HttpMethod.GET] });
    this.url = `${this.api.apiEndpoint}/chat`;
  }

  metricRequests(): Metric {
    return this.api.metricCount();
  }

  metricServerErrors(): Metric {
    return this.api.metricServerError();
  }
}

const ACCESS_LOG = {
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  requestTime: '$context.requestTime',
  httpMethod: '$context.httpMethod',
  routeKey: '$context.routeKey',
  status: '$context.status',
  protocol: '$context.protocol',
  responseLength: '$context.responseLength',
  integrationError: '$context.integrationErrorMessage',
};
