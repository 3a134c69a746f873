import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExecutionTable, HandlerFunction, LambdaPipelineServer, WebhookEntry } from '../src/index.ts';
import { propertiesOf } from './support/resources.ts';
import { actionsOf, statementsOf } from './support/statements.ts';
import { teamConfig, teamStack } from './support/team.ts';

let stack: Stack;
let template: Template;
let server: LambdaPipelineServer;
let webhooks: WebhookEntry;

beforeAll(async () => {
  const config = await teamConfig();
  stack = teamStack();
  const executions = new ExecutionTable(stack, 'Executions');
  const token = Secret.fromSecretCompleteArn(
    stack,
    'GitLab',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:gitlab-AbCdEf',
  );
  server = new LambdaPipelineServer(stack, 'Server', {
    config,
    executions,
    environment: { GITLAB_URL: 'https://gitlab.example.com' },
    secrets: { GITLAB_TOKEN: { secret: token, field: 'api' } },
    retentionDays: 30,
    reservedConcurrentExecutions: 20,
  });
  server.allowCalls(new HandlerFunction(stack, 'Proxy', { bundle: 'mcp-proxy' }));
  webhooks = new WebhookEntry(stack, 'Webhooks', { server });
  // The same once more, otherwise: inside a VPC.
  new LambdaPipelineServer(stack, 'Inside', {
    config,
    executions,
    vpc: new Vpc(stack, 'Vpc') as IVpc,
    code: Code.fromInline('exports.handler = exports.sweep = () => {}'),
    invokerScopes: ['read', 'execute', 'approve'],
  });
  template = Template.fromStack(stack);
});

interface FunctionProperties {
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
}

function variablesOf(id: RegExp): Readonly<Record<string, unknown>> {
  return propertiesOf<FunctionProperties>(template, 'AWS::Lambda::Function', id).Environment.Variables;
}

describe('LambdaPipelineServer', () => {
  it('names its secrets and has none of them', () => {
    const { SLUICE_SECRETS: references, ...variables } = variablesOf(/^ServerFunction/);
    expect(variables).toEqual({
      EXECUTION_TABLE_NAME: { Ref: expect.stringMatching(/^Executions/) },
      GITLAB_URL: 'https://gitlab.example.com',
      RETENTION_DAYS: '30',
      SLUICE_INVOKER_SCOPES: 'read,execute',
    });
    expect(JSON.stringify(references)).toMatch(/GITLAB_TOKEN.*secret:gitlab-AbCdEf#api/);
    expect(JSON.stringify(references)).toMatch(/SLUICE_REQUEST_STATE_KEY.*"Ref":"ServerRequestStateKey/);
  });

  it('may work in the table and read these secrets; nobody may invoke it who was not allowed to', () => {
    expect(actionsOf(template, /^ServerFunctionRole/)).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      ...Array(2).fill('secretsmanager:DescribeSecret'),
      ...Array(2).fill('secretsmanager:GetSecretValue'),
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    const invocations = statementsOf(template, /^ProxyRole/).filter(({ actions }) =>
      actions.includes('lambda:InvokeFunction'),
    );
    expect(invocations.map(({ resources }) => resources)).toEqual([
      [{ 'Fn::GetAtt': [expect.stringMatching(/^ServerFunction/), 'Arn'] }],
    ]);
  });

  it('is known to the proxy as a function, without a key, and can be called from anywhere', () => {
    expect(stack.resolve(server.proxyEnvironment)).toEqual({
      MCP_SERVER_FUNCTION_NAME: { 'Fn::GetAtt': [expect.stringMatching(/^ServerFunction/), 'Arn'] },
    });
    expect(server.vpc).toBeUndefined();
  });

  it('has neither a URL nor, by default, a VPC', () => {
    template.resourceCountIs('AWS::Lambda::Url', 0);
    expect(propertiesOf(template, 'AWS::Lambda::Function', /^ServerFunction/)).not.toHaveProperty('VpcConfig');
  });

  it('has the concurrency, and its invokers the scopes, that a team gives', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      ReservedConcurrentExecutions: 20,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    expect(variablesOf(/^InsideFunction/)).toMatchObject({ SLUICE_INVOKER_SCOPES: 'read,execute,approve' });
  });

  it('keeps its own code from the network interfaces that Lambda makes with its role', () => {
    const denied = statementsOf(template, /^InsideFunctionRole/).find(({ effect }) => effect === 'Deny');
    expect(denied?.actions).toContain('ec2:CreateNetworkInterface');
  });

  it('can be there twice, each with a log group that forgets', () => {
    template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 90 }, 4);
  });
});

describe('SweepSchedule', () => {
  it('sweeps every minute, and repeats nothing', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ServerSweepFunction'), 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^ServerSweepFunction') },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('lets the scheduler invoke that function and none else', () => {
    const statements = statementsOf(template, /^ServerSweepScheduleRole/);
    expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['lambda:InvokeFunction'], [{ 'Fn::GetAtt': [expect.stringMatching(/^ServerSweepFunction/), 'Arn'] }]],
    ]);
  });

  it('lets no scheduler of another account take on its role', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
          }),
        ],
      },
    });
  });

  it('has the secrets of executors, and no word on who may ask', () => {
    const variables = variablesOf(/^ServerSweepFunction/);
    expect(JSON.stringify(variables['SLUICE_SECRETS'])).toContain('GITLAB_TOKEN');
    expect(JSON.stringify(variables)).not.toMatch(/SLUICE_ACCESS|INVOKER|REQUEST_STATE/);
  });
});

describe('WebhookEntry', () => {
  it('sends webhooks, and nothing else, straight to the function', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('webhooks/\\{executor\\}$')])] },
    });
    expect(JSON.stringify(stack.resolve(webhooks.urlFor('git lab')))).toContain('/webhooks/git%20lab');
  });
});
