import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExecutionTable, FargatePipelineServer, HandlerFunction, WebhookEntry } from '../src/index.ts';
import { propertiesOf } from './support/resources.ts';
import { actionsOf, statementsOf } from './support/statements.ts';
import { teamConfig, teamStack } from './support/team.ts';

const image = ContainerImage.fromRegistry('registry.example.com/sluice');

let stack: Stack;
let template: Template;
let server: FargatePipelineServer;
let make: (props?: Partial<ConstructorParameters<typeof FargatePipelineServer>[2]>) => FargatePipelineServer;
let shared: Template;

beforeAll(async () => {
  const config = await teamConfig();
  stack = teamStack();
  const executions = new ExecutionTable(stack, 'Executions');
  let count = 0;
  make = (props) => {
    count += 1;
    return new FargatePipelineServer(stack, `Other${count}`, { config, executions, image, ...props });
  };
  server = new FargatePipelineServer(stack, 'Server', {
    config,
    executions,
    image,
    environment: { GITLAB_URL: 'https://gitlab.example.com' },
    secrets: {
      GITLAB_TOKEN: Secret.fromSecretNameV2(stack, 'GitLab', 'gitlab'),
      JENKINS_TOKEN: { secret: Secret.fromSecretNameV2(stack, 'Jenkins', 'jenkins'), field: 'token' },
    },
    access: Secret.fromSecretNameV2(stack, 'Access', 'access'),
    retentionDays: 90,
  });
  server.allowCalls(new HandlerFunction(stack, 'Proxy', { bundle: 'mcp-proxy', vpc: server.vpc }));
  new WebhookEntry(stack, 'Webhooks', { server });
  template = Template.fromStack(stack);

  const other = teamStack('Shared');
  const vpc = new Vpc(other, 'Vpc') as IVpc;
  const common = { config, executions: new ExecutionTable(other, 'Executions'), image, vpc };
  new FargatePipelineServer(other, 'One', common);
  new FargatePipelineServer(other, 'Two', {
    ...common,
    hostName: 'pipelines.team.internal',
    proxyApiKey: Secret.fromSecretNameV2(other, 'Key', 'proxy-key'),
    access: Secret.fromSecretNameV2(other, 'Access', 'access'),
    subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS, onePerAz: true },
    scaling: { min: 1, max: 1 },
    cpu: 512,
    memory: 1024,
    serveOptions: ['--public-url', 'https://pipelines.example.com'],
  });
  shared = Template.fromStack(other);
});

interface Container {
  readonly Command: readonly string[];
  readonly Environment: readonly { readonly Name: string }[];
  readonly Secrets: readonly { readonly Name: string; readonly ValueFrom: unknown }[];
}

function containerOf(from: Template, id: RegExp): Container {
  const { ContainerDefinitions } = propertiesOf<{ readonly ContainerDefinitions: readonly Container[] }>(
    from,
    'AWS::ECS::TaskDefinition',
    id,
  );
  return ContainerDefinitions[0] as Container;
}

describe('FargatePipelineServer', () => {
  it('runs locked down: not as root, with nothing to write to, without capabilities, on ARM', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      ContainerDefinitions: [
        Match.objectLike({
          User: '1000:1000',
          ReadonlyRootFilesystem: true,
          LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
          HealthCheck: Match.objectLike({ Command: Match.arrayWith([Match.stringLikeRegexp('8000/healthz')]) }),
        }),
      ],
    });
  });

  it('has a stopped task answer for longer than callers remember its address', () => {
    const { Command } = containerOf(template, /Server/);
    expect(Command.slice(Command.indexOf('--drain')).slice(0, 2)).toEqual(['--drain', '20s']);
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ StopTimeout: 60 })],
    });
    template.hasResourceProperties('AWS::ServiceDiscovery::Service', {
      DnsConfig: { DnsRecords: Match.arrayWith([{ Type: 'A', TTL: 10 }]) },
    });
  });

  it('takes its secrets from Secrets Manager, and has none in plain variables', () => {
    const { Environment, Secrets } = containerOf(template, /Server/);
    expect(Environment.map(({ Name }) => Name).sort()).toEqual(['EXECUTION_TABLE_NAME', 'GITLAB_URL']);
    expect(Secrets.map(({ Name }) => Name).sort()).toEqual([
      'GITLAB_TOKEN',
      'JENKINS_TOKEN',
      'MCP_SERVER_API_KEY',
      'SLUICE_ACCESS',
      'SLUICE_REQUEST_STATE_KEY',
    ]);
    expect(JSON.stringify(Secrets)).toContain('secret:jenkins:token::');
  });

  it('refuses a secret among the plain variables', () => {
    expect(() => make({ environment: { GITLAB_TOKEN: 'glpat' } })).toThrow(/GITLAB_TOKEN.*is a secret by its name/);
  });

  it('refuses a key of the proxy that nothing says the scopes of', () => {
    const proxyApiKey = Secret.fromSecretNameV2(stack, 'ProxyKey', 'proxy-key');
    expect(() => make({ proxyApiKey })).toThrow(/access: is needed with proxyApiKey/);
  });

  it('may do its work in the table, and nothing else', () => {
    expect(actionsOf(template, /ServerTaskTaskRole/)).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
    for (const { resources } of statementsOf(template, /ServerTask/)) expect(resources).not.toContain('*');
  });

  it('runs in private subnets, is replaced only by what works, and grows with its work', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
      },
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          Subnets: [{ Ref: Match.stringLikeRegexp('Private') }, { Ref: Match.stringLikeRegexp('Private') }],
        },
      },
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 6 });
  });

  it('lets in whom it is told to, and nobody by address', () => {
    const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup'));
    expect(groups.filter(({ Properties }) => Properties.SecurityGroupIngress !== undefined)).toEqual([]);
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties: { Description, FromPort, ToPort } }) => [Description, FromPort, ToPort])).toEqual([
      ['calls the pipeline server', 8000, 8000],
      ['webhooks', 8000, 8000],
    ]);
    for (const { Properties } of rules) {
      expect(Properties).toHaveProperty('SourceSecurityGroupId');
      expect(Properties).not.toHaveProperty('CidrIp');
    }
  });

  it('is mcp.internal in a VPC of its own, known to the proxy with the key that it was made', () => {
    template.hasResourceProperties('AWS::ServiceDiscovery::PrivateDnsNamespace', { Name: 'internal' });
    template.hasResourceProperties('AWS::ServiceDiscovery::Service', { Name: 'mcp' });
    const variables = stack.resolve(server.proxyEnvironment);
    const { ValueFrom } =
      containerOf(template, /Server/).Secrets.find(({ Name }) => Name === 'MCP_SERVER_API_KEY') ?? {};
    expect(variables).toEqual({ MCP_SERVER_URL: 'http://mcp.internal:8000', MCP_SERVER_API_KEY_SECRET_ID: ValueFrom });
    const reads = statementsOf(template, /^ProxyRole/).find(({ actions }) =>
      actions.includes('secretsmanager:GetSecretValue'),
    );
    expect(reads?.resources).toEqual([ValueFrom]);
  });

  it('has another name in a VPC that others use', () => {
    const names = Object.values(shared.findResources('AWS::ServiceDiscovery::PrivateDnsNamespace'));
    expect(names.map(({ Properties }) => Properties.Name)).toEqual([
      expect.stringMatching(/^shared-one-[0-9a-f]+\.internal$/),
      'team.internal',
    ]);
  });

  it('is not given the key that a team made: the access document has its hash', () => {
    const { Secrets, Command } = containerOf(shared, /^Two/);
    expect(Secrets.map(({ Name }) => Name).sort()).toEqual(['SLUICE_ACCESS', 'SLUICE_REQUEST_STATE_KEY']);
    expect(Command.slice(-2)).toEqual(['--public-url', 'https://pipelines.example.com']);
  });

  it('makes no VPC, no cluster of others, where it is given one', () => {
    shared.resourceCountIs('AWS::EC2::VPC', 1);
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL' });
  });

  it('says what is missing where no image can be built', () => {
    expect(() => make({ image: undefined })).toThrow(/test\/support has no Dockerfile.*container\/README\.md/);
  });
});

describe('WebhookEntry', () => {
  it('has one public route, sent on within the VPC', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Route', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /webhooks/{executor}' });
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      ConnectionType: 'VPC_LINK',
      IntegrationUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('Cloudmap'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::ServiceDiscovery::Service', {
      DnsConfig: { DnsRecords: Match.arrayWith([{ Type: 'SRV', TTL: 10 }]) },
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceRegistries: [Match.objectLike({ ContainerName: 'server', ContainerPort: 8000 })],
    });
  });

  it('is throttled, and its log has no secret of a query', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      AccessLogSettings: { Format: Match.not(Match.stringLikeRegexp('path|query')) },
    });
  });
});
