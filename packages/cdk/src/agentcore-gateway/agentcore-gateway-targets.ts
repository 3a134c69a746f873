import { toGatewayTools } from '@sluice/config';
import type { ActionGroupHandler, AgentActionGroup } from '@sluice/core';
import {
  Gateway,
  GatewayAuthorizer,
  GatewayTarget,
  type ICredentialProviderConfig,
  type IGateway,
  type IGatewayAuthorizerConfig,
  ToolSchema,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { HandlerFunction } from '../handler-function.ts';
import type { ToolFunctions } from '../tool-functions.ts';
import { toToolDefinition } from './gateway-tool-schema.ts';

/** A pipeline server that the gateway reaches over MCP. @public */
export interface McpServerTarget {
  /** URL of its MCP endpoint, over HTTPS. */
  readonly endpoint: string;
  /** How the gateway proves who it is. */
  readonly credentials: readonly ICredentialProviderConfig[];
}

/** Which tools a gateway gets, and which gateway. @public */
export interface AgentCoreGatewayTargetsProps {
  /** The functions that answer as tools, one target for each action group: `bridge.tools`. @defaultValue none */
  readonly tools?: ToolFunctions | undefined;
  /** The server itself as a target, with the tools that it lists. @defaultValue none */
  readonly mcpServer?: McpServerTarget | undefined;
  /** A gateway that there is. @defaultValue one is made */
  readonly gateway?: IGateway | undefined;
  /** Who may call the gateway that is made. @defaultValue whoever IAM allows to */
  readonly authorizer?: IGatewayAuthorizerConfig | undefined;
  /** The key that encrypts the gateway that is made. @defaultValue one that AWS owns */
  readonly encryptionKey?: IKey | undefined;
  /** Stands before the names of targets, where a gateway has those of several teams. @defaultValue nothing */
  readonly targetNamePrefix?: string | undefined;
}

/**
 * The tools of the action groups behind Amazon Bedrock AgentCore Gateway, for any agent that speaks MCP.
 *
 * @example
 * ```ts
 * const targets = new AgentCoreGatewayTargets(this, 'Gateway', { tools: bridge.tools });
 * targets.gateway.grantInvoke(agentRole);
 * ```
 * @public
 */
export class AgentCoreGatewayTargets extends Construct {
  readonly gateway: IGateway;

  constructor(scope: Construct, id: string, props: AgentCoreGatewayTargetsProps) {
    super(scope, id);
    const { tools, mcpServer, targetNamePrefix = '' } = props;
    this.gateway = props.gateway ?? this.createGateway(props);
    const nameOf = (name: string): string => `${targetNamePrefix}${name}`.replaceAll(/[^0-9a-zA-Z]+/g, '-');
    for (const { group, lambdaFunction } of tools === undefined ? [] : groupsOf(tools)) {
      const definitions = toGatewayTools(group.document).map(toToolDefinition);
      if (definitions.length === 0) continue;
      GatewayTarget.forLambda(this, group.name, {
        gateway: this.gateway,
        gatewayTargetName: nameOf(group.name),
        lambdaFunction,
        toolSchema: ToolSchema.fromInline(definitions),
      });
    }
    if (mcpServer === undefined) return;
    GatewayTarget.forMcpServer(this, 'PipelineServer', {
      gateway: this.gateway,
      gatewayTargetName: nameOf('pipeline-server'),
      endpoint: mcpServer.endpoint,
      credentialProviderConfigurations: [...mcpServer.credentials],
    });
  }

  private createGateway({ authorizer, encryptionKey }: AgentCoreGatewayTargetsProps): Gateway {
    return new Gateway(this, 'Gateway', {
      authorizerConfiguration: authorizer ?? GatewayAuthorizer.usingAwsIam(),
      ...(encryptionKey === undefined ? {} : { kmsKey: encryptionKey }),
    });
  }
}

interface AnsweredGroup {
  readonly group: AgentActionGroup;
  readonly lambdaFunction: HandlerFunction;
}

/** Lists the action groups that the functions answer, each once. Whoever calls a gateway is the agent, and hands on to none. */
function groupsOf({ agents, mcpProxy, memoryManager }: ToolFunctions): readonly AnsweredGroup[] {
  const functions: Readonly<Partial<Record<ActionGroupHandler, HandlerFunction>>> = {
    'mcp-proxy': mcpProxy,
    'memory-manager': memoryManager,
  };
  const groups = new Map(agents.flatMap(({ actionGroups }) => actionGroups.map((group) => [group.name, group])));
  return [...groups.values()].flatMap((group) => {
    const lambdaFunction = functions[group.handler];
    return lambdaFunction === undefined ? [] : [{ group, lambdaFunction }];
  });
}
