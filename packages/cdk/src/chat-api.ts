import { ConfigurationError } from '@sluice/core';
import { Annotations, Duration, Names } from 'aws-cdk-lib';
import {
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  type MethodOptions,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct, type IConstruct } from 'constructs';
import type { ChatHandler } from './chat-handler.ts';
import type { LogSettings } from './log-group.ts';
import { restApiStage } from './rest-api-stage.ts';
import type { Throttle } from './throttle.ts';

/** The door that users chat through, of either kind. @public */
export interface IChatApi extends IConstruct {
  /** Where to `POST` messages. */
  readonly url: string;
  /** Counts requests that came. */
  metricRequests(): Metric;
  /** Counts requests that failed, with 5xx. */
  metricServerErrors(): Metric;
}

/** What a chat API (REST) is made from. @public */
export interface ChatApiProps extends LogSettings {
  /** One whose `delivery` is 'stream', which is the default: `bridge.chatHandler`. */
  readonly chatHandler: ChatHandler;
  /** Who may chat: an authorizer, or 'iam' for callers that sign their requests. Needed, unless `openToAll`. */
  readonly authorizer?: IAuthorizer | 'iam' | undefined;
  /** Lets everybody on the internet chat, which is: start pipelines. @defaultValue false */
  readonly openToAll?: boolean | undefined;
  /** @defaultValue 10 requests a second, 20 at once */
  readonly throttle?: Throttle | undefined;
  /** ARN of a web ACL of AWS WAF, regional. @defaultValue none */
  readonly webAclArn?: string | undefined;
  /**
   * Whether API Gateway is given a role to write access logs with, which is a setting of the whole account in this region. It
   * stays when the stack goes.
   *
   * @defaultValue true
   */
  readonly accountLogRole?: boolean | undefined;
}

export const DEFAULT_THROTTLE: Throttle = { rateLimit: 10, burstLimit: 20 };

/**
 * `POST /chat` as a REST API that streams: answers reach users as they are written, for up to 15 minutes.
 *
 * @example
 * ```ts
 * const authorizer = new CognitoUserPoolsAuthorizer(this, 'Users', { cognitoUserPools: [userPool] });
 * new ChatApi(this, 'Chat', { chatHandler: bridge.chatHandler, authorizer });
 * ```
 * @public
 */
export class ChatApi extends Construct implements IChatApi {
  readonly api: RestApi;
  readonly url: string;

  constructor(scope: Construct, id: string, props: ChatApiProps) {
    super(scope, id);
    const { chatHandler, authorizer, openToAll, throttle = DEFAULT_THROTTLE, webAclArn, accountLogRole = true } = props;
    checkAccess(this, { authorizer, openToAll });
    if (chatHandler.delivery !== 'stream') throw wrongDelivery('ChatApi', 'stream');
    this.api = new RestApi(this, 'Api', {
      restApiName: Names.uniqueResourceName(this, { maxLength: 100 }),
      // Edge-optimised APIs give up on a stream that is silent for 30 seconds.
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      cloudWatchRole: accountLogRole,
      deployOptions: restApiStage(this, throttle, props),
    });
    const integration = new LambdaIntegration(chatHandler, {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: Duration.minutes(15),
      allowTestInvoke: false,
    });
    const chat = this.api.root.addResource('chat');
    chat.addMethod('POST', integration, methodOptions(authorizer));
    this.url = this.api.urlForPath(chat.path);
    if (webAclArn !== undefined) {
      new CfnWebACLAssociation(this, 'WebAcl', { webAclArn, resourceArn: this.api.deploymentStage.stageArn });
    }
  }

  metricRequests(): Metric {
    return this.api.metricCount();
  }

  metricServerErrors(): Metric {
    return this.api.metricServerError();
  }
}

function methodOptions(authorizer: IAuthorizer | 'iam' | undefined): MethodOptions {
  if (authorizer === undefined) return { authorizationType: AuthorizationType.NONE };
  return authorizer === 'iam' ? { authorizationType: AuthorizationType.IAM } : { authorizer };
}

/**
 * Sees to it that an API is not open by mistake, and says so where it is on purpose.
 *
 * @throws ConfigurationError where nothing is said about who may chat
 */
export function checkAccess(scope: Construct, access: { authorizer: unknown; openToAll: boolean | undefined }): void {
  const { authorizer, openToAll = false } = access;
  if (authorizer !== undefined && !openToAll) return;
  if (authorizer !== undefined) {
    throw fault(`${scope.node.path} has an authorizer and openToAll: leave one of them away`);
  }
  if (!openToAll) {
    throw fault(
      `${scope.node.path}: say who may chat by an authorizer; openToAll: true lets everybody start pipelines`,
    );
  }
  const message =
    'Everybody on the internet can chat, and so start pipelines: give an authorizer instead of openToAll.';
  Annotations.of(scope).addWarningV2('@sluice/cdk:openToAll', message);
}

/** Says that a chat handler delivers in another way than its API does. */
export function wrongDelivery(api: string, delivery: string): ConfigurationError {
  return fault(
    `${api} needs a chat handler that delivers answers as '${delivery}': set chatDelivery of the AgentBridge`,
  );
}

function fault(message: string): ConfigurationError {
  return new ConfigurationError([{ message, path: [] }]);
}
