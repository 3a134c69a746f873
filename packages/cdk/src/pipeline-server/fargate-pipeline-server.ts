import { ConfigurationError } from '@sluice/core';
import { type HttpRouteIntegration, VpcLink } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpServiceDiscoveryIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IVpc, Port, SecurityGroup, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { FargateService, ICluster } from 'aws-cdk-lib/aws-ecs';
import { Cluster, type ContainerImage, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { createLogGroup } from '../log-group.ts';
import { requirePlain } from '../plain-variables.ts';
import type { WebhookReceiver } from '../webhook-entry.ts';
import { createServerService, SERVER_PORT } from './fargate-service.ts';
import { createServerTask } from './fargate-task.ts';
import type { IPipelineServer } from './pipeline-server.ts';
import type { PipelineServerProps } from './pipeline-server-props.ts';
import { createServerVpc, hostNameOf } from './server-network.ts';
import { createGeneratedSecret, serverSecrets } from './server-secrets.ts';

/** How many tasks run. @public */
export interface ServerScaling {
  /** @defaultValue 2, so that one may be replaced while the other answers */
  readonly min?: number | undefined;
  /** @defaultValue 6 */
  readonly max?: number | undefined;
  /** Processor use that is aimed at, in percent. @defaultValue 60 */
  readonly cpuPercent?: number | undefined;
}

/** What a pipeline server on ECS Fargate is made from. @public */
export interface FargatePipelineServerProps extends PipelineServerProps {
  /**
   * The server with the team's config in it, for ARM64.
   *
   * @defaultValue built from the folder of the config, with the `Dockerfile` there
   */
  readonly image?: ContainerImage | undefined;
  /** Where it runs: a VPC whose private subnets lead to AWS and to the CI systems. @defaultValue one is made, with a NAT gateway */
  readonly vpc?: IVpc | undefined;
  /** The subnets of the tasks. @defaultValue the private ones with a way out */
  readonly subnets?: SubnetSelection | undefined;
  /** @defaultValue one is made */
  readonly cluster?: ICluster | undefined;
  /** The name that it is called by within the VPC. @defaultValue 'mcp.internal'; in a given VPC one that nobody else has */
  readonly hostName?: string | undefined;
  /** In units of 1024 a processor. @defaultValue 256 */
  readonly cpu?: number | undefined;
  /** In MiB. @defaultValue 512 */
  readonly memory?: number | undefined;
  readonly scaling?: ServerScaling | undefined;
  /**
   * The MCP proxy's key, whose hash stands in `access` with the scopes that agents are to have.
   *
   * @defaultValue one is made, with the scopes `read` and `execute`
   */
  readonly proxyApiKey?: ISecret | undefined;
  /** More options of `sluice serve`, such as `['--public-url', 'https://pipelines.example.com']`. */
  readonly serveOptions?: readonly string[] | undefined;
}

/**
 * The pipeline server on ECS Fargate: tasks in private subnets that only those may call who are let in, by a name that only
 * the VPC knows. They follow unfinished executions themselves.
 *
 * @example
 * ```ts
 * const server = new FargatePipelineServer(this, 'Server', {
 *   config,
 *   executions,
 *   environment: { GITLAB_URL: 'https://gitlab.example.com' },
 *   secrets: { GITLAB_TOKEN: Secret.fromSecretNameV2(this, 'GitLabToken', 'platform/gitlab-token') },
 * });
 * ```
 * @throws ConfigurationError when a variable is a secret by its name, or no access document says what `proxyApiKey` may do
 * @public
 */
export class FargatePipelineServer extends Construct implements IPipelineServer, WebhookReceiver {
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  readonly vpc: IVpc;
  readonly service: FargateService;
  /** Where it writes its log. */
  readonly logGroup: ILogGroup;
  /** The MCP proxy's key. */
  readonly proxyApiKey: ISecret;
  /** Where callers within the VPC reach it. */
  readonly url: string;
  private readonly subnets: SubnetSelection;

  constructor(scope: Construct, id: string, props: FargatePipelineServerProps) {
    super(scope, id);
    requirePlain(props.environment ?? {});
    if (props.proxyApiKey !== undefined && props.access === undefined) throw unknownKey();
    const { hostName = hostNameOf(this, props.vpc), scaling } = props;
    this.vpc = props.vpc ?? createServerVpc(this, props);
    this.subnets = props.subnets ?? { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
    this.logGroup = createLogGroup(this, 'Logs', props);
    this.proxyApiKey = props.proxyApiKey ?? this.createKey();
    this.url = `http://${hostName}:${SERVER_PORT}`;
    this.proxyEnvironment = { MCP_SERVER_URL: this.url, MCP_SERVER_API_KEY_SECRET_ID: this.proxyApiKey.secretArn };
    const secrets = {
      ...serverSecrets(this, props),
      // A key that the team made is known by its hash in the access document.
      ...(props.proxyApiKey === undefined ? { MCP_SERVER_API_KEY: { secret: this.proxyApiKey } } : {}),
    };
    const task = createServerTask(this, { ...props, secrets, logGroup: this.logGroup });
    const cluster = props.cluster ?? this.createCluster();
    this.service = createServerService(this, {
      cluster,
      task,
      vpc: this.vpc,
      subnets: this.subnets,
      hostName,
      scaling,
    });
  }

  allowCalls(caller: LambdaFunction): void {
    this.service.connections.allowFrom(caller, Port.tcp(SERVER_PORT), 'calls the pipeline server');
    this.proxyApiKey.grantRead(caller);
  }

  /** @throws ConfigurationError when the service has no name that API Gateway could look up */
  createWebhookIntegration(scope: Construct): HttpRouteIntegration {
    const { vpc, subnets, service } = this;
    const { cloudMapService } = service;
    if (cloudMapService === undefined) {
      throw new ConfigurationError([{ message: 'the server has no Cloud Map service', path: [] }]);
    }
    const description = 'Webhooks on their way to the Sluice pipeline server';
    const group = new SecurityGroup(scope, 'SecurityGroup', { vpc, description, allowAllOutbound: false });
    service.connections.allowFrom(group, Port.tcp(SERVER_PORT), 'webhooks');
    group.connections.allowTo(service, Port.tcp(SERVER_PORT), 'the pipeline server');
    const vpcLink = new VpcLink(scope, 'VpcLink', { vpc, subnets, securityGroups: [group] });
    return new HttpServiceDiscoveryIntegration('PipelineServer', cloudMapService, { vpcLink });
  }

  private createKey(): ISecret {
    return createGeneratedSecret(this, 'ProxyApiKey', 'The key of the MCP proxy at the pipeline server');
  }

  private createCluster(): ICluster {
    const { vpc } = this;
    return new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED }) as ICluster;
  }
}

function unknownKey(): ConfigurationError {
  const message = 'is needed with proxyApiKey: the access document has the hash of that key, and its scopes';
  return new ConfigurationError([{ message, path: ['access'] }]);
}
