import { ConfigurationError, type ConfigurationIssue } from '@sluice/core';
import type { AgentCoreReference, BedrockAgentReference } from '../agent-runtime/agent-runtime.ts';
import type { AgentDirectory } from './agent-directory.ts';

type TextsByType = Readonly<Record<string, string>>;

/** Ids and ARNs by agent type, as the environment has them. */
export interface EnvironmentAgents {
  readonly agentIds: TextsByType | undefined;
  readonly aliasIds: TextsByType | undefined;
  readonly runtimeArns: TextsByType | undefined;
  readonly qualifiers: TextsByType | undefined;
}

/**
 * Puts ids, aliases and ARNs together to the agents that there are.
 *
 * @throws ConfigurationError that names every agent type that lacks something, or has too much
 */
export function directoryFromEnv(given: EnvironmentAgents): AgentDirectory {
  const { agentIds = {}, aliasIds = {}, runtimeArns = {}, qualifiers = {} } = given;
  const issues = [
    ...none(agentIds, runtimeArns),
    ...withoutPartner(agentIds, aliasIds, ['AGENT_ALIAS_IDS', 'an alias id for each agent type of AGENT_IDS']),
    ...withoutPartner(aliasIds, agentIds, ['AGENT_IDS', 'an agent id for each agent type of AGENT_ALIAS_IDS']),
    ...withoutPartner(qualifiers, runtimeArns, [
      'AGENT_RUNTIME_ARNS',
      'an ARN for each agent type of AGENT_RUNTIME_QUALIFIERS',
    ]),
    ...both(agentIds, runtimeArns),
    ...Object.entries(runtimeArns).flatMap(wrongArn),
  ];
  if (issues.length > 0) throw new ConfigurationError(issues);
  return { ...bedrockAgents(agentIds, aliasIds), ...runtimeAgents(runtimeArns, qualifiers) };
}

function bedrockAgents(agentIds: TextsByType, aliasIds: TextsByType): Readonly<Record<string, BedrockAgentReference>> {
  const entries = Object.entries(agentIds);
  return Object.fromEntries(
    entries.map(([agentType, agentId]) => [agentType, { agentId, agentAliasId: aliasIds[agentType] ?? '' }]),
  );
}

function runtimeAgents(
  runtimeArns: TextsByType,
  qualifiers: TextsByType,
): Readonly<Record<string, AgentCoreReference>> {
  const entries = Object.entries(runtimeArns);
  return Object.fromEntries(
    entries.map(([agentType, agentRuntimeArn]) => {
      const qualifier = qualifiers[agentType];
      return [agentType, { agentRuntimeArn, ...(qualifier === undefined ? {} : { qualifier }) }];
    }),
  );
}

function none(agentIds: TextsByType, runtimeArns: TextsByType): readonly ConfigurationIssue[] {
  if (Object.keys(agentIds).length + Object.keys(runtimeArns).length > 0) return [];
  const example = (id: string): string => `such as {"bootstrap":"${id}"}, or AGENT_RUNTIME_ARNS instead`;
  return [
    {
      path: ['AGENT_IDS'],
      message: `is not set: expected a JSON object of agent ids by agent type, ${example('AGENT12345')}`,
    },
    {
      path: ['AGENT_ALIAS_IDS'],
      message: `is not set: expected a JSON object of alias ids by agent type, ${example('TSTALIASID')}`,
    },
  ];
}

function withoutPartner(
  agents: TextsByType,
  partners: TextsByType,
  [variable, expected]: readonly [string, string],
): readonly ConfigurationIssue[] {
  const missing = Object.keys(agents).filter((agentType) => partners[agentType] === undefined);
  return missing.length === 0
    ? []
    : [{ path: [variable], message: `lacks ${missing.join(', ')}: expected ${expected}` }];
}

function both(agentIds: TextsByType, runtimeArns: TextsByType): readonly ConfigurationIssue[] {
  const twice = Object.keys(agentIds).filter((agentType) => runtimeArns[agentType] !== undefined);
  if (twice.length === 0) return [];
  const message = `has ${twice.join(', ')}, and so has AGENT_IDS: expected each agent type in one of the two`;
  return [{ path: ['AGENT_RUNTIME_ARNS'], message }];
}

const RUNTIME_ARN = /^arn:[a-z-]+:bedrock-agentcore:[a-z0-9-]+:\d{12}:runtime\/[0-9a-zA-Z_-]+$/;

function wrongArn([agentType, arn]: readonly [string, string]): readonly ConfigurationIssue[] {
  if (RUNTIME_ARN.test(arn)) return [];
  const expected = 'arn:aws:bedrock-agentcore:<region>:<account>:runtime/<id>';
  return [{ path: ['AGENT_RUNTIME_ARNS'], message: `can't be used for ${agentType}: expected ${expected}` }];
}
