import { agentsOfConfig, environmentsOfConfig, type LoadedConfig } from '@sluice/config';
import type { ActionGroup, AgentDefinition } from '@sluice/core';
import { Annotations, Names } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

import type { ExecutionTable } from './execution-table.ts';
import { HandlerFunction, type HandlerName, type HandlerSettings } from './handler-function.ts';
import type { LogSettings } from './log-group.ts';
import type { IPipelineServer } from './pipeline-server/pipeline-server.ts';
import { ACTION_GROUPS_FILE, proxyCode } from './proxy-code.ts';

/** What the functions that answer agents are made from. @public */
export interface ToolFunctionsProps extends LogSettings {
  /** The team's config: `await loadConfig('sluice.config.ts')`. */
  readonly config: LoadedConfig;
  /** Where the proxy sends what agents ask for. */
  readonly server: IPipelineServer;
  /** What the memory reads, and where the proxy notes what it asked for: the server's own table, best. */
  readonly executions: ExecutionTable;
  /** Settings of single functions. */
  readonly functions?: Readonly<Partial<Record<HandlerName, HandlerSettings>>> | undefined;
  /** @defaultValue one of this construct's own, so that two of them are told apart */
  readonly metricsNamespace?: string | undefined;
}

/** How many environments the memory looks at for a question that names none. */
const MOST_ENVIRONMENTS = 20;

/**
 * The Lambda functions that answer as tools of an agent: the proxy to the pipeline server, and the memory.
 *
 * @example
 * ```ts
 * const tools = new ToolFunctions(this, 'Tools', { config, server, executions });
 * ```
 * @public
 */
export class ToolFunctions extends Construct {
  readonly mcpProxy: HandlerFunction;
  readonly memoryManager: HandlerFunction;
  /** The agents that the config leads to, with the action groups that these functions answer. */
  readonly agents: readonly AgentDefinition[];
  /** The CloudWatch namespace that the functions count in. */
  readonly metricsNamespace: string;

  constructor(scope: Construct, id: string, props: ToolFunctionsProps) {
    super(scope, id);
    const { config, server, executions, functions = {}, metricsNamespace } = props;
    const { logRetention, logRemovalPolicy, logEncryptionKey } = props;
    const logs: LogSettings = { logRetention, logRemovalPolicy, logEncryptionKey };
    this.agents = agentsOfConfig(config);
    this.metricsNamespace = metricsNamespace ?? `Sluice/${Names.uniqueResourceName(this, { maxLength: 100 })}`;
    const common = { ...logs, metricsNamespace: this.metricsNamespace };
    const EXECUTION_TABLE_NAME = executions.table.tableName;

    this.mcpProxy = new HandlerFunction(this, 'McpProxy', {
      ...common,
      ...functions['mcp-proxy'],
      bundle: 'mcp-proxy',
      code: proxyCode(this, groupsOf(this.agents)),
      vpc: server.vpc,
      environment: {
        EXECUTION_TABLE_NAME,
        ...server.proxyEnvironment,
        ACTION_GROUPS_FILE,
        ...functions['mcp-proxy']?.environment,
      },
    });
    server.allowCalls(this.mcpProxy);
    allowNotes(executions, this.mcpProxy);

    this.memoryManager = new HandlerFunction(this, 'MemoryManager', {
      ...common,
      ...functions['memory-manager'],
      bundle: 'memory-manager',
      environment: {
        EXECUTION_TABLE_NAME,
        ...this.environmentsOf(config),
        ...functions['memory-manager']?.environment,
      },
    });
    executions.grantRead(this.memoryManager);
  }

  /** Tells the memory which environments there are, where it can look at all of them. */
  private environmentsOf(config: LoadedConfig): Readonly<Record<string, string>> {
    const environments = environmentsOfConfig(config);
    if (environments.length <= MOST_ENVIRONMENTS) return { ENVIRONMENTS: environments.join(',') };
    const message = `The memory looks at ${MOST_ENVIRONMENTS} environments for a question that names none, and there are ${environments.length}: set ENVIRONMENTS of memory-manager to those that matter.`;
    Annotations.of(this).addWarningV2('@sluice/cdk:environments', message);
    return {};
  }

  /** All of them. */
  get functions(): readonly HandlerFunction[] {
    return [this.mcpProxy, this.memoryManager];
  }
}

/** Lists the action groups that the proxy answers, each once. */
function groupsOf(agents: readonly AgentDefinition[]): readonly ActionGroup[] {
  const groups = agents.flatMap(({ actionGroups }) => actionGroups.filter(({ handler }) => handler === 'mcp-proxy'));
  return [...new Map(groups.map((group) => [group.name, group])).values()];
}

/** Lets the proxy note what it asked for and was answered; it lists nothing and deletes nothing. */
function allowNotes({ table }: ExecutionTable, grantee: HandlerFunction): void {
  const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
  Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
  table.encryptionKey?.grantEncryptDecrypt(grantee);
}
