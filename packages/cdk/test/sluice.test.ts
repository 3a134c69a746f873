import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { beforeAll, describe, expect, it } from 'vitest';
import { Sluice, type SluiceProps } from '../src/index.ts';
import { statementsOf } from './support/statements.ts';
import { DistantServer, teamApp, teamConfig, teamStack } from './support/team.ts';

const MODEL = 'anthropic.claude-3-5-sonnet-20240620-v1:0';

let common: Pick<SluiceProps, 'config' | 'server'>;
let whole: Template;
let gatewayOnly: Template;

beforeAll(async () => {
  common = { config: await teamConfig(), server: (scope) => new DistantServer(scope, 'Server') };
  const stack = teamStack();
  const encryptionKey = new Key(stack, 'Key');
  new Sluice(stack, 'Whole', {
    ...common,
    agents: { model: MODEL, agents: { app: { model: 'amazon.nova-pro-v1:0' } } },
    chat: { authorizer: 'iam' },
    gateway: {},
    encryptionKey,
  });
  new Sluice(stack, 'Again', { ...common, agents: { model: MODEL }, chat: { authorizer: 'iam' } });
  whole = Template.fromStack(stack);
  const other = teamStack();
  new Sluice(other, 'Tools', { ...common, gateway: {} });
  gatewayOnly = Template.fromStack(other);
});

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Names that need be the only ones within something else: an API, an agent, a VPC, a gateway, a namespace of metrics. */
const OF_A_PARENT = new Set([
  'AWS::ApiGateway::Stage StageName',
  'AWS::ApiGatewayV2::Stage StageName',
  'AWS::Bedrock::AgentAlias AgentAliasName',
  'AWS::BedrockAgentCore::GatewayTarget Name',
  'AWS::CloudWatch::Alarm MetricName',
  'AWS::ServiceDiscovery::PrivateDnsNamespace Name',
  'AWS::ServiceDiscovery::Service Name',
]);

function everythingOn(server: 'lambda' | 'fargate'): SluiceProps {
  const { config } = common;
  return {
    config: server === 'fargate' ? { ...config, path: join(imageDirectory(), 'sluice.config.ts') } : config,
    server,
    agents: { model: MODEL },
    chat: { authorizer: 'iam' },
    gateway: {},
    webhooks: {},
    events: {},
  };
}

/** Makes a folder with something to build an image from. */
function imageDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-image-'));
  writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch');
  return directory;
}

describe('Sluice', () => {
  it('puts table, functions, agents, chat and gateway together, and can be there twice', () => {
    whole.resourceCountIs('AWS::DynamoDB::GlobalTable', 2);
    whole.resourceCountIs('AWS::Lambda::Function', 8);
    whole.resourceCountIs('AWS::Bedrock::Agent', 6);
    whole.resourceCountIs('AWS::ApiGateway::RestApi', 2);
    whole.resourceCountIs('AWS::BedrockAgentCore::Gateway', 1);
    whole.resourceCountIs('AWS::CloudWatch::Dashboard', 2);
  });

  it('has agents think with other models where it is told so', () => {
    const models = Object.values(whole.findResources('AWS::Bedrock::Agent')).map(
      ({ Properties }) => Properties.FoundationModel,
    );
    expect(models.filter((model) => model === 'amazon.nova-pro-v1:0')).toHaveLength(1);
  });

  it('refuses settings of an agent that there is not', () => {
    const agents = { model: MODEL, agents: { apps: { model: 'amazon.nova-pro-v1:0' } } };
    expect(() => new Sluice(teamStack(), 'Sluice', { ...common, agents })).toThrow(
      /agents\.apps: is no agent: there are .*app/,
    );
  });

  it.each(['lambda', 'fargate'] as const)(
    'encrypts all that is kept with the key that it is given, with a server on %s',
    (server) => {
      const stack = teamStack();
      const encryptionKey = new Key(stack, 'Key');
      new Sluice(stack, 'Sluice', { ...everythingOn(server), encryptionKey });
      const template = Template.fromStack(stack);
      const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
      const Replicas = [Match.objectLike({ SSESpecification: { KMSMasterKeyId: key } })];
      template.allResourcesProperties('AWS::DynamoDB::GlobalTable', {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas,
      });
      template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: key });
      template.allResourcesProperties('AWS::Bedrock::Agent', { CustomerEncryptionKeyArn: key });
      template.allResourcesProperties('AWS::BedrockAgentCore::Gateway', { KmsKeyArn: key });
      template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: key });
      template.allResourcesProperties('AWS::Events::EventBus', { KmsKeyIdentifier: key });
      const [policy] = Object.values(template.findResources('AWS::KMS::Key'));
      const forLogs = JSON.stringify(policy).match(/logs\.eu-west-1\.amazonaws\.com/g);
      expect(forLogs).toHaveLength(1);
    },
  );

  it('has the tools only, where agents come through a gateway', () => {
    gatewayOnly.resourceCountIs('AWS::Lambda::Function', 2);
    gatewayOnly.resourceCountIs('AWS::Bedrock::Agent', 0);
    gatewayOnly.resourceCountIs('AWS::BedrockAgentCore::GatewayTarget', 4);
    expect(statementsOf(gatewayOnly, /./).flatMap(({ actions }) => actions)).not.toContain('bedrock:InvokeAgent');
  });

  it('says what is missing where nobody could ask for anything', () => {
    const make = (props: Partial<SluiceProps>) => () => new Sluice(teamStack(), 'Sluice', { ...common, ...props });
    expect(make({})).toThrow(/give agents a model, or put the tools behind a gateway/);
    expect(make({ gateway: {}, chat: { authorizer: 'iam' } })).toThrow(/there is a chat and nobody to answer/);
  });

  it('counts what becomes of executions where the server has a log', () => {
    whole.resourceCountIs('AWS::Logs::MetricFilter', 12);
    whole.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ExecutionsLost' });
    expect(Object.keys(gatewayOnly.findResources('AWS::Logs::MetricFilter'))).toHaveLength(6);
  });

  it('has a pipeline server that is a function, which only the proxy may invoke', () => {
    const stack = teamStack();
    const apiToken = Secret.fromSecretNameV2(stack, 'Token', 'platform/ci-token');
    new Sluice(stack, 'Sluice', {
      config: common.config,
      server: 'lambda',
      serverSettings: { environment: { CI_URL: 'https://ci.example.com' }, secrets: { CI_TOKEN: apiToken } },
      gateway: {},
    });
    const template = Template.fromStack(stack);
    const invoking = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties.PolicyDocument).match(/lambda:InvokeFunction.*SluiceServerFunction/),
    );
    expect(invoking.map(({ Properties }) => Properties.Roles)).toEqual([
      [{ Ref: expect.stringMatching(/McpProxyRole/) }],
    ]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          MCP_SERVER_FUNCTION_NAME: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SluiceServerFunction'), 'Arn'] },
        }),
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ExecutionsLost' });
  });

  it('has a pipeline server on Fargate, with the proxy beside it in the same VPC', () => {
    const config = { ...common.config, path: join(imageDirectory(), 'sluice.config.ts') };
    const stack = teamStack();
    new Sluice(stack, 'Sluice', { config, server: 'fargate', gateway: {} });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ECS::Service', 1);
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    const inside = functions.filter(([, { Properties }]) => Properties.VpcConfig !== undefined);
    expect(inside.map(([id]) => id)).toEqual([expect.stringMatching(/McpProxy/)]);
    expect(inside[0]?.[1]['Properties'].Environment.Variables).toMatchObject({
      MCP_SERVER_URL: 'http://mcp.internal:8000',
      MCP_SERVER_API_KEY_SECRET_ID: { Ref: expect.stringMatching(/ProxyApiKey/) },
    });
  });

  it('passes on what is for one kind of server: scopes of the invokers, where people approve in the chat', () => {
    const stack = teamStack();
    const lambda = { invokerScopes: ['read', 'execute', 'approve'], reservedConcurrentExecutions: 9 } as const;
    const fargate = { cpu: 4096 };
    new Sluice(stack, 'Sluice', { ...common, server: 'lambda', serverSettings: { lambda, fargate }, gateway: {} });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ SLUICE_INVOKER_SCOPES: 'read,execute,approve' }) },
      ReservedConcurrentExecutions: 9,
    });
  });

  it('lets CI systems send webhooks, and tells of what happens to executions, where it is told to', () => {
    const stack = teamStack();
    new Sluice(stack, 'Sluice', { ...common, server: 'lambda', gateway: {}, webhooks: {}, events: {} });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /webhooks/{executor}' });
    template.resourceCountIs('AWS::Pipes::Pipe', 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible' });
    expect(() => new Sluice(teamStack(), 'Sluice', { ...common, gateway: {}, webhooks: {} })).toThrow(
      /Sluice\/Server can't be sent webhooks/,
    );
  });

  it.each(['lambda', 'fargate'] as const)('can be there twice with everything, with servers on %s', (server) => {
    const stack = teamStack();
    const props = everythingOn(server);
    new Sluice(stack, 'One', props);
    new Sluice(stack, 'Two', props);
    const resources = Object.entries(Template.fromStack(stack).toJSON()['Resources'] as Record<string, Resource>);
    const named = resources.flatMap(([logicalId, { Type, Properties = {} }]) =>
      Object.entries(Properties).flatMap(([property, value]) =>
        typeof value === 'string' && /Name$/.test(property) && !OF_A_PARENT.has(`${Type} ${property}`)
          ? [{ logicalId, name: `${Type} ${value}` }]
          : [],
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
  });

  it('stands in a stage of a deployment pipeline too', () => {
    const stage = new Stage(teamApp(), 'Prod', { env: { region: 'eu-west-1', account: '111122223333' } });
    new Sluice(teamStack('Team', stage), 'Sluice', { ...common, gateway: {} });
    const { stacks } = stage.synth();
    expect(stacks.map(({ displayName }) => displayName)).toEqual(['Prod/Team (Prod-Team)']);
  });
});
