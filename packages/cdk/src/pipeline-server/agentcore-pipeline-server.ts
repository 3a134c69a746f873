import { ConfigurationError, type Scope } from '@sluice/core';
import { Fn, Stack } from 'aws-cdk-lib';
import {
  type AgentRuntimeArtifact,
  ProtocolType,
  Runtime,
  type RuntimeAuthorizerConfiguration,
  RuntimeNetworkConfiguration,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SweepSchedule } from '../sweep-schedule.ts';
import type { PipelineServerProps } from './pipeline-server-props.ts';
import { agentCoreArtifact } from './server-code.ts';
import { requirePlain, type ServerSecrets, secretVariable, serverSecrets } from './server-secrets.ts';

/** @public */
export interface AgentCorePipelineServerProps extends PipelineServerProps {
  /**
   * Whose tokens AgentCore lets through, such as `RuntimeAuthorizerConfiguration.usingJWT(…)`; the server then checks them
   * too, by the `issuers` in `access`.
   *
   * @defaultValue whoever IAM allows to invoke it
   */
  readonly authorizer?: RuntimeAuthorizerConfiguration | undefined;
  /** What those may do who may invoke it, where IAM decides that. @defaultValue ['read', 'execute'] */
  readonly invokerScopes?: readonly Scope[] | undefined;
  /** Another server than the config's own, such as an image. It must read `SLUICE_SECRETS` itself. @defaultValue made of the config when it is synthesised */
  readonly artifact?: AgentRuntimeArtifact | undefined;
  /** A VPC whose private subnets lead to AWS and to the CI systems. @defaultValue none: the CI systems are on the internet */
  readonly vpc?: IVpc | undefined;
}

/**
 * The pipeline server as an MCP server in Amazon Bedrock AgentCore Runtime, for MCP clients and as a target of AgentCore
 * Gateway; and a function that follows unfinished executions every minute, since the server ends with each session.
 *
 * @example
 * ```ts
 * const server = new AgentCorePipelineServer(this, 'Server', { config, executions, environment, secrets });
 * server.grantInvoke(agentRole);
 * ```
 * @throws ConfigurationError when a variable is a secret by its name, or tokens are to be checked without an access document
 * @public
 */
export class AgentCorePipelineServer extends Construct {
  readonly runtime: Runtime;
  /** Follows unfinished executions. */
  readonly sweep: SweepSchedule;
  /** The URL of its MCP endpoint. */
  readonly endpoint: string;

  constructor(scope: Construct, id: string, props: AgentCorePipelineServerProps) {
    super(scope, id);
    const { config, executions, environment = {}, authorizer, access, vpc } = props;
    requirePlain(environment);
    if (authorizer !== undefined && access === undefined) throw noIssuers();
    const secrets = serverSecrets(this, props);
    this.runtime = new Runtime(this, 'Runtime', {
      description: 'Sluice: CI/CD pipelines for agents',
      agentRuntimeArtifact: props.artifact ?? agentCoreArtifact(this, config),
      protocolConfiguration: ProtocolType.MCP,
      environmentVariables: { ...environment, ...this.variables(props, secrets) },
      networkConfiguration: networkOf(this, vpc),
      tracingEnabled: true,
      ...(authorizer === undefined
        ? {}
        : {
            authorizerConfiguration: authorizer,
            requestHeaderConfiguration: { allowlistedHeaders: ['Authorization'] },
          }),
    });
    executions.grantWork(this.runtime.role);
    for (const { secret } of Object.values(secrets)) secret.grantRead(this.runtime.role);
    this.sweep = new SweepSchedule(this, 'Sweep', props);
    this.endpoint = endpointOf(this.runtime);
  }

  /** Lets someone call its tools. */
  grantInvoke(grantee: IGrantable): void {
    const { agentRuntimeArn } = this.runtime;
    const resourceArns = [agentRuntimeArn, `${agentRuntimeArn}/runtime-endpoint/*`];
    Grant.addToPrincipal({ grantee, actions: ['bedrock-agentcore:InvokeAgentRuntime'], resourceArns });
  }

  private variables(props: AgentCorePipelineServerProps, secrets: ServerSecrets): Record<string, string> {
    const { executions, retentionDays, authorizer, invokerScopes = ['read', 'execute'] } = props;
    return {
      EXECUTION_TABLE_NAME: executions.table.tableName,
      SLUICE_SECRETS: Stack.of(this).toJsonString(secretVariable(secrets)),
      ...(authorizer === undefined ? { SLUICE_INVOKER_SCOPES: invokerScopes.join(',') } : {}),
      ...(retentionDays === undefined ? {} : { RETENTION_DAYS: String(retentionDays) }),
    };
  }
}

function networkOf(scope: Construct, vpc: IVpc | undefined): RuntimeNetworkConfiguration {
  if (vpc === undefined) return RuntimeNetworkConfiguration.usingPublicNetwork();
  const vpcSubnets = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
  return RuntimeNetworkConfiguration.usingVpc(scope, { vpc, vpcSubnets });
}

/** The runtime's ARN stands in the path, encoded; what is in it is known at deployment only. */
function endpointOf(runtime: Runtime): string {
  const { partition, region, account, urlSuffix } = Stack.of(runtime);
  const arn = ['arn', partition, 'bedrock-agentcore', region, account, 'runtime'].join('%3A');
  return Fn.join('', [
    `https://bedrock-agentcore.${region}.${urlSuffix}/runtimes/${arn}%2F`,
    runtime.agentRuntimeId,
    '/invocations?qualifier=DEFAULT',
  ]);
}

function noIssuers(): ConfigurationError {
  const message =
    'is needed with an authorizer: the server checks the tokens again, and the access document names their issuer, audience and scopes';
  return new ConfigurationError([{ message, path: ['access'] }]);
}
