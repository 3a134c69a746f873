import {
  type CorsPreflightOptions,
  type HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { checkAccess, DEFAULT_THROTTLE, type IChatApi, wrongDelivery } from './chat-api.ts';
import type { ChatHandler } from './chat-handler.ts';
import { createHttpApi } from './http-api.ts';
import type { LogSettings } from './log-group.ts';
import type { Throttle } from './throttle.ts';

/** What a chat API (HTTP API) is made from. @public */
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
 * minute. AWS WAF takes no HTTP APIs: who wants it takes `ChatApi`.
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
    const corsPreflight = cors === undefined ? {} : { corsPreflight: cors };
    this.api = createHttpApi(this, { throttle, logs: props }, corsPreflight);
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
