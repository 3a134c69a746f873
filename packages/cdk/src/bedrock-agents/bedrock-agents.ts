import { type AgentDefinition, ConfigurationError, ORCHESTRATOR } from '@sluice/core';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AgentBridge } from '../agent-bridge.ts';
import { BedrockAgent, type BedrockAgentSettings } from './bedrock-agent.ts';

/** What a team's agents are made from: their definitions, the functions that answer them, and what is set for each. @public */
export interface BedrockAgentsProps extends Omit<BedrockAgentSettings, 'model' | 'instruction'> {
  /** The functions that answer the agents, and that are told of them. */
  readonly bridge: AgentBridge;
  /** What all agents think with: id of a foundation model or of an inference profile, or the ARN of one. */
  readonly model: string;
  /** @defaultValue those that the config leads to: the orchestrator, and a specialist for each action group */
  readonly definitions?: readonly AgentDefinition[] | undefined;
  /** Settings of single agents, by agent type. */
  readonly agents?: Readonly<Record<string, BedrockAgentSettings>> | undefined;
  /** The key that encrypts the agents. @defaultValue one that AWS owns */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The agents in Amazon Bedrock Agents: the same that the local runtime has, from the same definitions.
 *
 * @remarks
 * Bedrock Agents takes no new customers since July 2026. Accounts that never had an agent use `AgentCoreGatewayTargets`.
 * @example
 * ```ts
 * new BedrockAgents(this, 'Agents', { bridge, model: 'eu.anthropic.claude-sonnet-4-20250514-v1:0' });
 * ```
 * @throws ConfigurationError when there are settings of an agent that there is not, or no orchestrator
 * @public
 */
export class BedrockAgents extends Construct {
  readonly orchestrator: BedrockAgent;
  /** By agent type. */
  readonly specialists: Readonly<Record<string, BedrockAgent>>;

  constructor(scope: Construct, id: string, props: BedrockAgentsProps) {
    super(scope, id);
    const { bridge, definitions = bridge.agents, agents = {}, ...common } = props;
    requireKnown(Object.keys(agents), definitions);
    const create = (definition: AgentDefinition): BedrockAgent => {
      const functions: (typeof bridge)['functionFor'] = (handler) => bridge.functionFor(handler);
      return new BedrockAgent(this, definition.agentType, {
        ...common,
        ...given(agents[definition.agentType]),
        definition,
        functions,
      });
    };
    // In this order there is no circle: specialists, the function that asks them, the agent that has this function, and the
    // function that users talk to it through.
    this.specialists = Object.fromEntries(
      definitions
        .filter(({ agentType }) => agentType !== ORCHESTRATOR)
        .map((definition) => [definition.agentType, create(definition)]),
    );
    bridge.connectSpecialists(
      Object.fromEntries(Object.entries(this.specialists).map(([type, { reference }]) => [type, reference])),
    );
    this.orchestrator = create(orchestratorOf(definitions));
    bridge.connectOrchestrator(this.orchestrator.reference);
  }
}

function requireKnown(types: readonly string[], definitions: readonly AgentDefinition[]): void {
  const known = definitions.map(({ agentType }) => agentType);
  const issues = types
    .filter((type) => !known.includes(type))
    .map((type) => ({ message: `is no agent: there are ${known.join(', ')}`, path: ['agents', type] }));
  if (issues.length > 0) throw new ConfigurationError(issues);
}

function orchestratorOf(definitions: readonly AgentDefinition[]): AgentDefinition {
  const found = definitions.find(({ agentType }) => agentType === ORCHESTRATOR);
  if (found !== undefined) return found;
  throw new ConfigurationError([
    { message: `no agent has the type "${ORCHESTRATOR}": users talk to that one`, path: [] },
  ]);
}

/** What is set to undefined is not set. */
function given(settings: BedrockAgentSettings = {}): Omit<BedrockAgentSettings, 'model'> & { readonly model?: string } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
