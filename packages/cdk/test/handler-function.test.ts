import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChatHandler, HandlerFunction } from '../src/index.ts';
import { actionsOf, statementsOf } from './support/statements.ts';
import { teamStack } from './support/team.ts';

let stack: Stack;
let template: Template;

beforeAll(() => {
  stack = teamStack();
  new HandlerFunction(stack, 'Plain', { bundle: 'memory-manager' });
  new HandlerFunction(stack, 'Set', {
    bundle: 'mcp-proxy',
    memorySize: 1024,
    timeout: Duration.seconds(90),
    reservedConcurrentExecutions: 7,
    environment: { POWERTOOLS_LOG_LEVEL: 'WARN' },
    metricsNamespace: 'Team',
    logRetention: RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.DESTROY,
    logEncryptionKey: new Key(stack, 'Key'),
  });
  new HandlerFunction(stack, 'Inside', { bundle: 'mcp-proxy', vpc: new Vpc(stack, 'Vpc') as IVpc });
  new ChatHandler(stack, 'Whole', { delivery: 'whole' });
  template = Template.fromStack(stack);
});

describe('HandlerFunction', () => {
  it('has the time that it needs for what it waits for, and half a gigabyte', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', Timeout: 15, MemorySize: 512 });
  });

  it('may be set otherwise', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 90,
      MemorySize: 1024,
      ReservedConcurrentExecutions: 7,
      Environment: { Variables: { POWERTOOLS_LOG_LEVEL: 'WARN', POWERTOOLS_METRICS_NAMESPACE: 'Team' } },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 365, KmsKeyId: Match.anyValue() },
    });
  });

  it('lets CloudWatch Logs use the key of its log group for this account and region', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
            Condition: {
              ArnLike: {
                'kms:EncryptionContext:aws:logs:arn': {
                  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:log-group:*']],
                },
              },
            },
          }),
        ]),
      },
    });
  });

  it('runs within private subnets where it is put into a VPC', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: Match.arrayWith([{ Ref: Match.stringLikeRegexp('VpcPrivateSubnet') }]) },
    });
  });

  it('keeps its own code from the network interfaces that Lambda makes with its role', () => {
    const statements = statementsOf(template, /InsideRole/);
    const made = statements.find(
      ({ effect, actions }) => effect === 'Allow' && actions.some((a) => a.startsWith('ec2:')),
    );
    const denied = statements.find(({ effect }) => effect === 'Deny');
    expect(denied?.actions).toEqual(made?.actions);
    expect(JSON.stringify(denied?.conditions)).toMatch(/lambda:SourceFunctionArn.*Inside/);
    expect(actionsOf(template, /PlainRole/).filter((action) => action.startsWith('ec2:'))).toEqual([]);
  });

  it('takes no secret as a plain variable', () => {
    const environment = { MCP_SERVER_API_KEY: 'sk-1' };
    expect(() => new HandlerFunction(stack, 'Leaky', { bundle: 'mcp-proxy', environment })).toThrow(
      /MCP_SERVER_API_KEY: is a secret by its name.*MCP_SERVER_API_KEY_SECRET_ID/,
    );
  });

  it('counts in its namespace as the service that it is', () => {
    const handler = stack.node.findChild('Set') as HandlerFunction;
    const { namespace, metricName, dimensions, statistic } = handler.metricOf('Failed');
    expect({ namespace, metricName, dimensions, statistic }).toEqual({
      namespace: 'Team',
      metricName: 'Failed',
      dimensions: { service: 'sluice-mcp-proxy' },
      statistic: 'Sum',
    });
  });
});

describe('ChatHandler', () => {
  it('keeps answers that are fetched later in a table that forgets them', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [{ AttributeName: 'answer_id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Timeout: 900,
      Environment: {
        Variables: Match.objectLike({ CHAT_TABLE_NAME: { Ref: Match.stringLikeRegexp('WholeAnswers') } }),
      },
    });
  });

  it('is invoked again for no turn: the first invocation has taken it', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^Whole') },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
    });
  });

  it('may write these answers, and invoke itself and no other function', () => {
    expect(actionsOf(template, /WholeRole/).filter((action) => /dynamodb|lambda/.test(action))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'lambda:InvokeFunction',
    ]);
    const invocation = statementsOf(template, /WholeRole/).find(
      ({ actions }) => actions[0] === 'lambda:InvokeFunction',
    );
    expect(invocation?.resources).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^Whole/), 'Arn'] }]);
  });
});
