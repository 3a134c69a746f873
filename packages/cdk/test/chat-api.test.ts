import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChatApi, ChatHandler, HttpChatApi } from '../src/index.ts';
import { teamStack } from './support/team.ts';

let stack: Stack;
let template: Template;
let streaming: ChatHandler;
let whole: ChatHandler;

const WEB_ACL = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/team/0a1b2c3d';

beforeAll(() => {
  stack = teamStack();
  streaming = new ChatHandler(stack, 'Streaming');
  whole = new ChatHandler(stack, 'Whole', { delivery: 'whole' });
  const users = new CognitoUserPoolsAuthorizer(stack, 'Users', { cognitoUserPools: [new UserPool(stack, 'Pool')] });
  new ChatApi(stack, 'Rest', {
    chatHandler: streaming,
    authorizer: users,
    throttle: { rateLimit: 3, burstLimit: 5 },
    webAclArn: WEB_ACL,
  });
  const authorizer = new HttpJwtAuthorizer('Tokens', 'https://login.example.com', { jwtAudience: ['sluice'] });
  new HttpChatApi(stack, 'Http', { chatHandler: whole, authorizer });
  new HttpChatApi(stack, 'Open', { chatHandler: whole, openToAll: true });
  template = Template.fromStack(stack);
});

describe('ChatApi', () => {
  it('streams answers for as long as the chat handler may take', () => {
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      AuthorizationType: 'COGNITO_USER_POOLS',
      Integration: {
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 900_000,
        Uri: Match.objectLike({
          'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('response-streaming-invocations')])],
        }),
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.streamHandler', Timeout: 900 });
  });

  it('has no method that everybody may call', () => {
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: Match.not('NONE') });
  });

  it('throttles, writes an access log, and has the web ACL before it', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('requestId') },
      MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 3, ThrottlingBurstLimit: 5, DataTraceEnabled: false })],
      TracingEnabled: true,
    });
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: WEB_ACL });
  });

  it('is not made without a word about who may chat', () => {
    expect(() => new ChatApi(stack, 'Undecided', { chatHandler: streaming })).toThrow(/say who may chat.*authorizer/);
  });

  it('is not made with an authorizer that is not asked', () => {
    const make = (): ChatApi =>
      new ChatApi(stack, 'Both', { chatHandler: streaming, authorizer: 'iam', openToAll: true });
    expect(make).toThrow(/leave one of them away/);
  });

  it('is not made for a chat handler that delivers otherwise', () => {
    expect(() => new ChatApi(stack, 'Wrong', { chatHandler: whole, authorizer: 'iam' })).toThrow(
      /ChatApi needs a chat handler that delivers answers as 'stream'/,
    );
  });
});

describe('HttpChatApi', () => {
  it('has a way to the answers that take longer, with the same authorizer', () => {
    for (const RouteKey of ['POST /chat', 'GET /chat/answers/{id}']) {
      template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
        RouteKey,
        AuthorizationType: 'JWT',
        AuthorizerId: Match.anyValue(),
      });
    }
  });

  it('throttles and writes an access log', () => {
    template.allResourcesProperties('AWS::ApiGatewayV2::Stage', {
      AccessLogSettings: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('requestId') },
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    });
  });

  it('warns where it is open to all', () => {
    Annotations.fromStack(stack).hasWarning('/Team/Open', Match.stringLikeRegexp('Everybody on the internet can chat'));
    Annotations.fromStack(stack).hasNoWarning('/Team/Http', Match.anyValue());
  });

  it('is not made for a chat handler that delivers otherwise', () => {
    expect(() => new HttpChatApi(stack, 'WrongToo', { chatHandler: streaming, openToAll: true })).toThrow(
      /HttpChatApi needs a chat handler that delivers answers as 'whole'/,
    );
  });
});
