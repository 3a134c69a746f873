import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InterfaceVpcEndpointAwsService, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExecutionTable, LambdaPipelineServer, PrivateServerApi } from '../src/index.ts';
import { statementsOf } from './support/statements.ts';
import { teamConfig, teamStack } from './support/team.ts';

let stack: Stack;
let template: Template;

beforeAll(async () => {
  stack = teamStack();
  const vpcEndpoint = new Vpc(stack, 'Vpc').addInterfaceEndpoint('ExecuteApi', {
    service: InterfaceVpcEndpointAwsService.APIGATEWAY,
  });
  const server = new LambdaPipelineServer(stack, 'Server', {
    config: await teamConfig(),
    executions: new ExecutionTable(stack, 'Executions'),
    code: Code.fromInline('exports.handler = exports.sweep = () => {}'),
  });
  const api = new PrivateServerApi(stack, 'Api', { server, vpcEndpoint });
  api.grantInvoke(new Role(stack, 'Approver', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
  template = Template.fromStack(stack);
});

describe('PrivateServerApi', () => {
  it('is reached through one VPC endpoint only', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [{ Ref: Match.stringLikeRegexp('VpcExecuteApi') }] },
      Policy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { StringNotEquals: { 'aws:SourceVpce': { Ref: Match.stringLikeRegexp('VpcExecuteApi') } } },
          }),
        ]),
      },
    });
  });

  it('takes signed requests only, at every path', () => {
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'AWS_IAM', HttpMethod: 'ANY' });
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: '{proxy+}' });
  });

  it('lets in whom it is told to, to this API', () => {
    const [statement] = statementsOf(template, /^Approver/);
    expect(statement?.actions).toEqual(['execute-api:Invoke']);
    expect(JSON.stringify(statement?.resources)).toMatch(/"Ref":"Api/);
  });

  it('throttles and writes an access log', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: Match.objectLike({ DestinationArn: Match.anyValue() }),
      MethodSettings: [
        Match.objectLike({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100, DataTraceEnabled: false }),
      ],
    });
  });
});
