import { agentsOfConfig, type LoadedConfig } from '@sluice/config';
import type { ActionGroupHandler } from '@sluice/core';
import type { DeployedAgent } from '@sluice/local';
import type { Resolve } from './resolve.ts';
import { type CloudFormation, type Resource, resourcesOf } from './template.ts';

/** The agents of a template, and the functions that answer them. */
export interface DeployedAgents {
  readonly agents: readonly DeployedAgent[];
  /** Returns the ARN of the function that the template has answer action groups of a kind. */
  functionFor(handler: ActionGroupHandler): string;
}

/** Takes the agents of a template. They think by the definitions that they were made from. */
export function deployedAgents(template: CloudFormation, config: LoadedConfig, resolve: Resolve): DeployedAgents {
  const definitions = agentsOfConfig(config);
  const aliases = resourcesOf(template, 'AWS::Bedrock::AgentAlias').map(([logicalId, { Properties }]) => ({
    agentId: resolve(Properties.AgentId),
    agentAliasId: resolve({ 'Fn::GetAtt': [logicalId, 'AgentAliasId'] }),
  }));
  const functions = new Map<ActionGroupHandler, string>();
  const agents = resourcesOf(template, 'AWS::Bedrock::Agent').map(([logicalId, { Properties }]) => {
    const agentId = resolve({ 'Fn::GetAtt': [logicalId, 'AgentId'] });
    const definition = found(
      definitions.find(({ instruction }) => instruction === Properties.Instruction),
      `definition of ${logicalId}`,
    );
    for (const { name, handler } of definition.actionGroups)
      functions.set(handler, executorOf(Properties, name, resolve));
    const { agentAliasId } = found(
      aliases.find((alias) => alias.agentId === agentId),
      `alias of ${logicalId}`,
    );
    return { agentId, agentAliasId, definition };
  });
  return { agents, functionFor: (handler) => found(functions.get(handler), `function for ${handler}`) };
}

function executorOf({ ActionGroups }: Resource['Properties'], name: string, resolve: Resolve): string {
  const group = ActionGroups.find(({ ActionGroupName }: { ActionGroupName: string }) => ActionGroupName === name);
  return resolve(found(group, `action group ${name}`).ActionGroupExecutor.Lambda);
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The template has no ${what}`);
  return value;
}
