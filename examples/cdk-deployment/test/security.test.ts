import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SERVER_OPTIONS } from '../lib/server-option.ts';
import { assetOf } from './support/deployed-functions.ts';
import { type Statement, statementsOf } from './support/statements.ts';
import { directoryOf, resourcesOf, templateOf } from './support/template.ts';

/** Actions that AWS has no narrower resource for. */
const WITHOUT_RESOURCE =
  /^(xray:|ecr:GetAuthorizationToken$|cloudwatch:PutMetricData$|ec2:\w*(NetworkInterface|Subnets|PrivateIpAddresses))/;
const TRACES = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const SECRETS = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
const NOTES = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const TABLE = [...NOTES, 'dynamodb:DeleteItem', 'dynamodb:Query'];
const INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

function allowed(statements: readonly Statement[], role: RegExp): readonly string[] {
  const actions = statements.filter(({ effect, ...it }) => effect === 'Allow' && role.test(it.role));
  return [...new Set(actions.flatMap((statement) => statement.actions))].sort();
}

describe.each(SERVER_OPTIONS)('what is deployed for %s', (option) => {
  const cloudFormation = templateOf(option);
  const template = Template.fromJSON(JSON.parse(JSON.stringify(cloudFormation)));
  const statements = statementsOf(cloudFormation);

  it('names every action', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('names the resources of every action that has resources', () => {
    const anywhere = statements.filter(({ effect, resources }) => effect === 'Allow' && resources.includes('*'));
    const actions = anywhere.flatMap((statement) => statement.actions);
    expect(actions.filter((action) => !WITHOUT_RESOURCE.test(action))).toEqual([]);
  });

  it('keeps executions: recoverable, protected from deletion, and there when the stack is gone', () => {
    template.allResources('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      }),
    });
  });

  it('runs functions on Node 24 and ARM, traced', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x' });
    const ours = resourcesOf(cloudFormation, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('Custom'));
    for (const [, { Properties }] of ours) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  it('has a topic that only alarms of this account are published to', () => {
    const publishing = resourcesOf(cloudFormation, 'AWS::SNS::TopicPolicy').flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'),
    );
    expect(publishing).toMatchObject([
      {
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('forgets logs', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.anyValue() });
  });

  it('has no secret in a variable that everybody sees who sees the resource', () => {
    const variables = [
      ...resourcesOf(cloudFormation, 'AWS::Lambda::Function').map(([, it]) => it.Properties.Environment?.Variables),
      ...resourcesOf(cloudFormation, 'AWS::BedrockAgentCore::Runtime').map(
        ([, it]) => it.Properties.EnvironmentVariables,
      ),
      ...resourcesOf(cloudFormation, 'AWS::ECS::TaskDefinition').flatMap(([, it]) =>
        it.Properties.ContainerDefinitions.map(({ Environment }: { Environment: readonly NamedValue[] }) =>
          Object.fromEntries(Environment.map(({ Name, Value }) => [Name, Value])),
        ),
      ),
    ];
    const named = variables.flatMap((each) => Object.keys(each ?? {}));
    // These two say where a secret is.
    const references = ['SLUICE_SECRETS', 'MCP_SERVER_API_KEY_SECRET_ID'];
    const suspect = named.filter((name) => /TOKEN|SECRET|PASSWORD|KEY/.test(name) && !references.includes(name));
    expect(named.length).toBeGreaterThan(0);
    expect(suspect).toEqual([]);
    expect(JSON.stringify(cloudFormation)).not.toContain('{{resolve:secretsmanager');
  });

  it('lets nobody in whom it has not named', () => {
    for (const [, { Properties }] of resourcesOf(cloudFormation, 'AWS::EC2::SecurityGroup')) {
      expect(Properties.SecurityGroupIngress).toBeUndefined();
    }
    for (const [, { Properties }] of resourcesOf(cloudFormation, 'AWS::EC2::SecurityGroupIngress')) {
      expect(Properties).toMatchObject({ SourceSecurityGroupId: expect.anything() });
      expect(Properties).not.toHaveProperty('CidrIp');
    }
    for (const [, { Properties }] of resourcesOf(cloudFormation, 'AWS::ApiGateway::Method')) {
      expect(Properties.AuthorizationType).toBe('AWS_IAM');
    }
    for (const [, { Properties }] of resourcesOf(cloudFormation, 'AWS::BedrockAgentCore::Gateway')) {
      expect(Properties.AuthorizerType).toBe('AWS_IAM');
    }
    template.resourceCountIs('AWS::Lambda::Url', 0);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
  });
});

describe.each(['lambda', 'fargate'] as const)('the functions of %s', (option) => {
  const cloudFormation = templateOf(option);
  const statements = statementsOf(cloudFormation);
  const server = option === 'lambda' ? ['lambda:InvokeFunction'] : [...SECRETS, ...INTERFACES];

  it.each([
    [/ChatHandlerRole/, ['bedrock:InvokeAgent']],
    [/AgentInvokerRole/, ['bedrock:InvokeAgent']],
    [/McpProxyRole/, [...NOTES, ...server]],
    [/MemoryManagerRole/, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']],
  ])('may do what they need, and nothing else: %s', (role, actions) => {
    expect(allowed(statements, role)).toEqual([...actions, ...LOGS, ...TRACES].sort());
  });

  it('are invoked by agents that are named, of this account', () => {
    const permissions = resourcesOf(cloudFormation, 'AWS::Lambda::Permission').map(([, it]) => it.Properties);
    const byBedrock = permissions.filter(({ Principal }) => Principal === 'bedrock.amazonaws.com');
    expect(byBedrock).toHaveLength(4);
    for (const { SourceArn, SourceAccount } of byBedrock) {
      expect(SourceAccount).toEqual({ Ref: 'AWS::AccountId' });
      expect(SourceArn['Fn::GetAtt'][1]).toBe('AgentArn');
    }
  });

  it('belong to agents whose roles Bedrock takes for agents of this account only', () => {
    for (const [, { Properties }] of resourcesOf(cloudFormation, 'AWS::Bedrock::Agent')) {
      const role = cloudFormation.Resources[Properties.AgentResourceRoleArn['Fn::GetAtt'][0]];
      const [trust] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
      expect(trust.Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
      expect(JSON.stringify(trust.Condition.ArnLike)).toContain(':agent/*');
    }
  });

  it.each(['chat-handler', 'agent-invoker', 'mcp-proxy', 'memory-manager'])('are the bundles: %s', (bundle) => {
    const shipped = dirname(
      createRequire(import.meta.url).resolve(`@sluice/lambda-adapters/bundles/${bundle}/index.cjs`),
    );
    const name = bundle.replaceAll('-', '');
    const found = resourcesOf(cloudFormation, 'AWS::Lambda::Function').find(([id]) => id.toLowerCase().includes(name));
    const asset = found === undefined ? '' : assetOf(directoryOf(option), found[1]);
    for (const file of readdirSync(shipped)) {
      expect(readFileSync(join(asset, file)).equals(readFileSync(join(shipped, file)))).toBe(true);
    }
  });
});

describe('the server', () => {
  it('runs on Fargate in private subnets, as nobody, without anything to write to', () => {
    const template = Template.fromJSON(JSON.parse(JSON.stringify(templateOf('fargate'))));
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: 'DISABLED' }) },
      DeploymentConfiguration: Match.objectLike({ DeploymentCircuitBreaker: { Enable: true, Rollback: true } }),
    });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          User: '1000:1000',
          ReadonlyRootFilesystem: true,
          PortMappings: [Match.objectLike({ ContainerPort: 8000 })],
        }),
      ],
    });
    expect(allowed(statementsOf(templateOf('fargate')), /TaskRole/)).toEqual([...TABLE].sort());
  });

  it('gets into its image what it needs, and nothing else of the repo', () => {
    const assets = JSON.parse(readFileSync(join(directoryOf('fargate'), 'Pipelines.assets.json'), 'utf8'));
    const [image] = Object.values<{ source: { directory: string } }>(assets.dockerImages);
    const files = readdirSync(join(directoryOf('fargate'), image?.source.directory ?? ''));
    const needed = ['Dockerfile', 'action-groups', 'package.json', 'sluice.config.ts'];
    expect(files.filter((file) => file !== 'package-lock.json').sort()).toEqual(needed);
  });

  it('runs on Lambda without an address: only the proxy may invoke it', () => {
    const statements = statementsOf(templateOf('lambda'));
    const invoking = statements.filter(({ actions }) => actions.includes('lambda:InvokeFunction'));
    expect(invoking.map(({ role }) => role)).toEqual([
      expect.stringMatching(/SweepScheduleRole/),
      expect.stringMatching(/McpProxyRole/),
    ]);
    expect(allowed(statements, /ServerFunctionRole/)).toEqual([...TABLE, ...SECRETS, ...LOGS, ...TRACES].sort());
  });
});

interface NamedValue {
  readonly Name: string;
  readonly Value: unknown;
}
