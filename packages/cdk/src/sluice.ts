import type { LoadedConfig } from '@sluice/config';
import { ConfigurationError } from '@sluice/core';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AgentBridge } from './agent-bridge.ts';
import {
  AgentCoreGatewayTargets,
  type AgentCoreGatewayTargetsProps,
} from './agentcore-gateway/agentcore-gateway-targets.ts';
import { SluiceAlarms } from './alarms/sluice-alarms.ts';
import { BedrockAgents, type BedrockAgentsProps } from './bedrock-agents/bedrock-agents.ts';
import { ChatApi, type ChatApiProps } from './chat-api.ts';
import { SluiceDashboard } from './dashboard.ts';
import { ExecutionEvents, type ExecutionEventsProps } from './execution-events.ts';
import { ExecutionMetrics } from './execution-metrics.ts';
import { ExecutionTable } from './execution-table.ts';
import type { HandlerName, HandlerSettings } from './handler-function.ts';
import type { LogSettings } from './log-group.ts';
import type { IPipelineServer } from './pipeline-server/pipeline-server.ts';
import { createServer, receiverOf, type ServerChoice, type ServerSettings } from './server-choice.ts';
import { ToolFunctions } from './tool-functions.ts';
import { WebhookEntry, type WebhookEntryProps } from './webhook-entry.ts';

/** What all of it is made from: a loaded config, the kind of server, and whatever is to be other than usual. @public */
export interface SluiceProps extends LogSettings {
  /** The team's config: `await loadConfig('sluice.config.ts')`. */
  readonly config: LoadedConfig;
  readonly server: ServerChoice;
  /**
   * Its variables, its secrets, and who may use it besides the MCP proxy. People approve in the chat where the proxy may pass it on:
   * `lambda: { invokerScopes: ['read', 'execute', 'approve'] }`, or on Fargate a `proxyApiKey` with these scopes in `access`.
   *
   * @defaultValue no variables and no secrets, and nobody
   */
  readonly serverSettings?: ServerSettings | undefined;
  /** The table of executions. @defaultValue one is made */
  readonly executions?: ExecutionTable | undefined;
  /** The agents in Bedrock Agents, by their model at least. @defaultValue none */
  readonly agents?: Omit<BedrockAgentsProps, 'bridge'> | undefined;
  /** How users talk to these agents, by who may at least. @defaultValue not through an API of this construct */
  readonly chat?: Omit<ChatApiProps, 'chatHandler'> | undefined;
  /** The tools behind AgentCore Gateway; `{}` makes one. @defaultValue none */
  readonly gateway?: Omit<AgentCoreGatewayTargetsProps, 'tools'> | undefined;
  /** Where CI systems on the internet send webhooks; `{}` makes it. @defaultValue nowhere: the sweep looks */
  readonly webhooks?: Omit<WebhookEntryProps, 'server'> | undefined;
  /** An EventBridge bus that is told what happens to executions; `{}` makes it. @defaultValue none */
  readonly events?: Omit<ExecutionEventsProps, 'executions'> | undefined;
  /** Settings of single functions. */
  readonly functions?: Readonly<Partial<Record<HandlerName, HandlerSettings>>> | undefined;
  /** What alarms do, such as `new SnsAction(topic)`. @defaultValue nothing: they are there to be seen */
  readonly alarmActions?: readonly IAlarmAction[] | undefined;
  /**
   * Encrypts the tables, the logs, the agents, the gateway and the events. The stack must say its region.
   *
   * @defaultValue keys that AWS owns
   */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * All of it together: the table, the pipeline server, the functions, the agents with their chat, the gateway, alarms and a
 * dashboard. Whoever wants one of them otherwise puts the constructs together as this one does.
 *
 * @example
 * ```ts
 * new Sluice(this, 'Sluice', {
 *   config: await loadConfig('sluice.config.ts'),
 *   server: 'lambda',
 *   serverSettings: { secrets: { GITLAB_TOKEN: Secret.fromSecretNameV2(this, 'Token', 'platform/gitlab-token') } },
 *   agents: { model: 'eu.anthropic.claude-sonnet-4-20250514-v1:0' },
 *   chat: { authorizer: 'iam' },
 * });
 * ```
 * @public
 */
export class Sluice extends Construct {
  readonly executions: ExecutionTable;
  readonly server: IPipelineServer;
  /** The functions that answer as tools. */
  readonly tools: ToolFunctions;
  /** All four functions, where there are agents. */
  readonly bridge?: AgentBridge | undefined;
  readonly agents?: BedrockAgents | undefined;
  readonly chat?: ChatApi | undefined;
  readonly gateway?: AgentCoreGatewayTargets | undefined;
  readonly webhooks?: WebhookEntry | undefined;
  readonly events?: ExecutionEvents | undefined;
  readonly alarms: SluiceAlarms;
  readonly dashboard: SluiceDashboard;

  constructor(scope: Construct, id: string, props: SluiceProps) {
    super(scope, id);
    checkIngress(props);
    const { config, agents, chat, gateway, webhooks, events, alarmActions: actions, encryptionKey } = props;
    this.executions = props.executions ?? new ExecutionTable(this, 'Executions', { encryptionKey });
    const logs: LogSettings = {
      logRetention: props.logRetention,
      logRemovalPolicy: props.logRemovalPolicy,
      logEncryptionKey: props.logEncryptionKey ?? encryptionKey,
    };
    const { executions } = this;
    this.server = createServer(this, props.server, { ...logs, ...props.serverSettings, config, executions });
    const parts = { ...logs, config, server: this.server, executions, functions: props.functions };
    if (agents === undefined) {
      this.tools = new ToolFunctions(this, 'Tools', parts);
    } else {
      this.bridge = new AgentBridge(this, 'Bridge', { ...parts, encryptionKey });
      this.tools = this.bridge.tools;
      this.agents = new BedrockAgents(this, 'Agents', { encryptionKey, ...agents, bridge: this.bridge });
    }
    if (chat !== undefined && this.bridge !== undefined) {
      this.chat = new ChatApi(this, 'Chat', { ...logs, ...chat, chatHandler: this.bridge.chatHandler });
    }
    if (gateway !== undefined) {
      this.gateway = new AgentCoreGatewayTargets(this, 'Gateway', { encryptionKey, ...gateway, tools: this.tools });
    }
    if (webhooks !== undefined) {
      this.webhooks = new WebhookEntry(this, 'Webhooks', { ...logs, ...webhooks, server: receiverOf(this.server) });
    }
    if (events !== undefined) {
      this.events = new ExecutionEvents(this, 'Events', { ...logs, encryptionKey, ...events, executions });
    }
    const watched = {
      functions: this.bridge?.functions ?? this.tools.functions,
      server: this.server,
      executions,
      chatApi: this.chat,
      events: this.events,
      executionMetrics: this.countExecutions(),
    };
    this.alarms = new SluiceAlarms(this, 'Alarms', { ...watched, actions });
    this.dashboard = new SluiceDashboard(this, 'Dashboard', watched);
  }

  private countExecutions(): ExecutionMetrics | undefined {
    const { logGroup: serverLogs } = this.server;
    if (serverLogs === undefined) return undefined;
    return new ExecutionMetrics(this, 'Metrics', { serverLogs, metricsNamespace: this.tools.metricsNamespace });
  }
}

/** Sees to it that somebody can ask for something. */
function checkIngress({ agents, chat, gateway }: SluiceProps): void {
  const message =
    agents === undefined && gateway === undefined
      ? 'nobody could ask for anything: give agents a model, or put the tools behind a gateway by gateway: {}'
      : 'there is a chat and nobody to answer: give agents a model too';
  if ((agents === undefined && gateway === undefined) || (chat !== undefined && agents === undefined)) {
    throw new ConfigurationError([{ message, path: [] }]);
  }
}
