import { ConfigurationError, type Scope } from '@sluice/core';
import { Fn, Names, Stack } from 'aws-cdk-lib';
import {
  AgentCoreRuntime,
  AgentRuntimeArtifact,
  ProtocolType,
  Runtime,
  type RuntimeAuthorizerConfiguration,
  RuntimeNetworkConfiguration,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Grant, type IGrantable, type IRole, type Role } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { requirePlain } from '../plain-variables.ts';
import { SweepSchedule } from '../sweep-schedule.ts';
import { createRuntimeRole } from './agentcore-role.ts';
import type { PipelineServerProps } from './pipeline-server-props.ts';
import { agentCoreProgram } from './server-code.ts';
import { type ServerSecrets, secretVariable, serverSecrets } from './server-secrets.ts';

/** What a pipeline server in AgentCore Runtime is made from. @public */
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
  /**
   * Another server than the config's own, such as an image, which must read `SLUICE_SECRETS` itself. Its role is the CDK's, which
   * may do more.
   *
   * @defaultValue made of the config when it is synthesised
   */
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
  /** What the server may do. */
  readonly role: IRole;
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
    const runtimeName = Names.uniqueResourceName(this, { maxLength: 40 });
    const { artifact, role } =
      props.artifact === undefined ? programOf(this, { config, runtimeName }) : { artifact: props.artifact };
    this.runtime = new Runtime(this, 'Runtime', {
      runtimeName,
      description: 'Sluice: CI/CD pipelines for agents',
      agentRuntimeArtifact: artifact,
      // The library would add what it thinks that every role needs.
      ...(role === undefined ? {} : { executionRole: role.withoutPolicyUpdates() }),
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
    this.role = role ?? this.runtime.role;
    executions.grantWork(this.role);
    for (const { secret } of Object.values(secrets)) secret.grantRead(this.role);
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

interface Program {
  readonly artifact: AgentRuntimeArtifact;
  readonly role?: Role;
}

/** Makes the server of a config, and the role that it needs. */
function programOf(scope: Construct, { config, runtimeName }: ProgramProps): Program {
  const path = agentCoreProgram(scope, config);
  return {
    artifact: AgentRuntimeArtifact.fromCodeAsset({ path, runtime: AgentCoreRuntime.NODE_22, entrypoint: ['index.js'] }),
    role: createRuntimeRole(scope, { runtimeName, code: new Asset(scope, 'Code', { path }) }),
  };
}

interface ProgramProps extends Pick<PipelineServerProps, 'config'> {
  readonly runtimeName: string;
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
