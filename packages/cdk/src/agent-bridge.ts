import type { ActionGroupHandler, AgentDefinition } from '@sluice/core';
import type { AgentReference } from '@sluice/lambda-adapters';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type ChatDelivery, ChatHandler } from './chat-handler.ts';
import { HandlerFunction } from './handler-function.ts';
import { ToolFunctions, type ToolFunctionsProps } from './tool-functions.ts';

/** What the functions between agents and pipeline server are made from. @public */
export interface AgentBridgeProps extends ToolFunctionsProps {
  /** How answers reach users. @defaultValue 'stream', which `ChatApi` needs; `HttpChatApi` needs 'whole' */
  readonly chatDelivery?: ChatDelivery | undefined;
  /** The key that encrypts the answers that are fetched later. @defaultValue one that DynamoDB owns */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The four Lambda functions between users, agents and the pipeline server. They learn which agents there are afterwards, by
 * `connectSpecialists` and `connectOrchestrator`, since agents name the functions that answer them: `BedrockAgents` does it.
 *
 * @example
 * ```ts
 * const bridge = new AgentBridge(this, 'Bridge', { config, server, executions });
 * new BedrockAgents(this, 'Agents', { bridge, model: 'eu.anthropic.claude-sonnet-4-20250514-v1:0' });
 * new ChatApi(this, 'Chat', { chatHandler: bridge.chatHandler, authorizer });
 * ```
 * @public
 */
export class AgentBridge extends Construct {
  readonly tools: ToolFunctions;
  readonly chatHandler: ChatHandler;
  readonly agentInvoker: HandlerFunction;
  private readonly connected = { orchestrator: false, specialists: false };

  constructor(scope: Construct, id: string, props: AgentBridgeProps) {
    super(scope, id);
    const { chatDelivery, encryptionKey, functions = {}, logRetention, logRemovalPolicy, logEncryptionKey } = props;
    this.tools = new ToolFunctions(this, 'Tools', props);
    const { metricsNamespace } = this.tools;
    const common = { logRetention, logRemovalPolicy, logEncryptionKey, metricsNamespace };
    this.agentInvoker = new HandlerFunction(this, 'AgentInvoker', {
      ...common,
      ...functions['agent-invoker'],
      bundle: 'agent-invoker',
    });
    this.chatHandler = new ChatHandler(this, 'ChatHandler', {
      ...common,
      ...functions['chat-handler'],
      delivery: chatDelivery,
      encryptionKey,
    });
    this.node.addValidation({ validate: () => this.unconnected() });
  }

  /** The agents that the config leads to. */
  get agents(): readonly AgentDefinition[] {
    return this.tools.agents;
  }

  /** All four. */
  get functions(): readonly HandlerFunction[] {
    return [this.chatHandler, this.agentInvoker, ...this.tools.functions];
  }

  /** Returns the function that answers action groups of a kind. */
  functionFor(handler: ActionGroupHandler): HandlerFunction {
    const { mcpProxy, memoryManager } = this.tools;
    return { 'mcp-proxy': mcpProxy, 'memory-manager': memoryManager, 'agent-invoker': this.agentInvoker }[handler];
  }

  /** Tells the chat handler whom users talk to, and lets it invoke that agent only. */
  connectOrchestrator(agent: AgentReference): void {
    this.connected.orchestrator = true;
    for (const [name, value] of Object.entries(orchestratorVariables(agent))) {
      this.chatHandler.addEnvironment(name, value);
    }
    this.allowInvoking(this.chatHandler, [agent]);
  }

  /** Tells the agent invoker whom it may hand requests to, by agent type, and lets it invoke those agents only. */
  connectSpecialists(agents: Readonly<Record<string, AgentReference>>): void {
    this.connected.specialists = true;
    for (const [name, byType] of Object.entries(specialistVariables(agents))) {
      if (Object.keys(byType).length > 0) this.agentInvoker.addEnvironment(name, Stack.of(this).toJsonString(byType));
    }
    this.allowInvoking(this.agentInvoker, Object.values(agents));
  }

  private allowInvoking(grantee: HandlerFunction, agents: readonly AgentReference[]): void {
    const aliases = agents.flatMap((agent) => ('agentId' in agent ? [this.aliasArn(agent)] : []));
    const runtimes = agents.flatMap((agent) => ('agentId' in agent ? [] : runtimeArns(agent)));
    if (aliases.length > 0) {
      Grant.addToPrincipal({ grantee, actions: ['bedrock:InvokeAgent'], resourceArns: aliases });
    }
    if (runtimes.length > 0) {
      Grant.addToPrincipal({ grantee, actions: ['bedrock-agentcore:InvokeAgentRuntime'], resourceArns: runtimes });
    }
  }

  private aliasArn({ agentId, agentAliasId }: BedrockReference): string {
    const resourceName = `${agentId}/${agentAliasId}`;
    const arnFormat = ArnFormat.SLASH_RESOURCE_NAME;
    return Stack.of(this).formatArn({ service: 'bedrock', resource: 'agent-alias', resourceName, arnFormat });
  }

  private unconnected(): string[] {
    const names = [
      this.connected.orchestrator ? [] : ['the chat handler has no agent to talk to: call connectOrchestrator'],
      this.connected.specialists ? [] : ['the agent invoker has no agents to ask: call connectSpecialists'],
    ];
    return names.flat().map((fault) => `${fault}, or let BedrockAgents do it`);
  }
}

type BedrockReference = Extract<AgentReference, { agentId: string }>;
type RuntimeReference = Exclude<AgentReference, BedrockReference>;

/** An endpoint of a runtime is a resource below it. */
function runtimeArns({ agentRuntimeArn, qualifier = 'DEFAULT' }: RuntimeReference): readonly string[] {
  return [agentRuntimeArn, `${agentRuntimeArn}/runtime-endpoint/${qualifier}`];
}

function orchestratorVariables(agent: AgentReference): Readonly<Record<string, string>> {
  if ('agentId' in agent) {
    return { ORCHESTRATOR_AGENT_ID: agent.agentId, ORCHESTRATOR_AGENT_ALIAS_ID: agent.agentAliasId };
  }
  const { agentRuntimeArn: ORCHESTRATOR_AGENT_RUNTIME_ARN, qualifier } = agent;
  return {
    ORCHESTRATOR_AGENT_RUNTIME_ARN,
    ...(qualifier === undefined ? {} : { ORCHESTRATOR_AGENT_RUNTIME_QUALIFIER: qualifier }),
  };
}

/** Each variable with its value by agent type. */
function specialistVariables(agents: Readonly<Record<string, AgentReference>>): Readonly<Record<string, object>> {
  const entries = Object.entries(agents);
  const valuesOf = (value: (agent: AgentReference) => string | undefined): object =>
    Object.fromEntries(entries.map(([type, agent]) => [type, value(agent)]).filter(([, text]) => text !== undefined));
  return {
    AGENT_IDS: valuesOf((agent) => ('agentId' in agent ? agent.agentId : undefined)),
    AGENT_ALIAS_IDS: valuesOf((agent) => ('agentId' in agent ? agent.agentAliasId : undefined)),
    AGENT_RUNTIME_ARNS: valuesOf((agent) => ('agentId' in agent ? undefined : agent.agentRuntimeArn)),
    AGENT_RUNTIME_QUALIFIERS: valuesOf((agent) => ('agentId' in agent ? undefined : agent.qualifier)),
  };
}
