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

  it('encrypts what is kept with the key that it is given', () => {
    const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
    whole.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: key } })],
    });
    whole.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: key });
    whole.hasResourceProperties('AWS::Bedrock::Agent', { CustomerEncryptionKeyArn: key });
    whole.hasResourceProperties('AWS::BedrockAgentCore::Gateway', { KmsKeyArn: key });
  });

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
    const directory = mkdtempSync(join(tmpdir(), 'sluice-image-'));
    writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch');
    const config = { ...common.config, path: join(directory, 'sluice.config.ts') };
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

  it('stands in a stage of a deployment pipeline too', () => {
    const stage = new Stage(teamApp(), 'Prod', { env: { region: 'eu-west-1', account: '111122223333' } });
    new Sluice(teamStack('Team', stage), 'Sluice', { ...common, gateway: {} });
    const { stacks } = stage.synth();
    expect(stacks.map(({ displayName }) => displayName)).toEqual(['Prod/Team (Prod-Team)']);
  });
});
