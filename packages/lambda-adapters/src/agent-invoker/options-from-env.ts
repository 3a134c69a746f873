import { ConfigurationError } from '@sluice/core';
import { type EnvironmentVariables, readEnvironment } from '../environment/read-environment.ts';
import { integer, textsByName } from '../environment/variables.ts';
import type { AgentDirectory } from './agent-directory.ts';
import { type AgentInvokerOptions, DEFAULT_MAX_DEPTH } from './agent-invoker.ts';

/**
 * Reads the agent invoker's options from `AGENT_IDS`, `AGENT_ALIAS_IDS` and `MAX_AGENT_DEPTH`.
 *
 * @throws ConfigurationError that names every variable that is missing or wrong
 * @public
 */
export function agentInvokerOptionsFromEnv(variables: EnvironmentVariables): AgentInvokerOptions {
  const values = readEnvironment(variables, {
    AGENT_IDS: textsByName('a JSON object of agent ids by agent type, such as {"bootstrap":"AGENT12345"}'),
    AGENT_ALIAS_IDS: textsByName('a JSON object of alias ids by agent type, such as {"bootstrap":"TSTALIASID"}'),
    MAX_AGENT_DEPTH: integer('how many agents a request may be handed on to, one by the other', {
      min: 1,
      max: 10,
      defaultValue: DEFAULT_MAX_DEPTH,
    }),
  });
  return { agents: directoryOf(values.AGENT_IDS, values.AGENT_ALIAS_IDS), maxDepth: values.MAX_AGENT_DEPTH };
}

type TextsByName = Readonly<Record<string, string>>;

function directoryOf(agentIds: TextsByName, aliasIds: TextsByName): AgentDirectory {
  const withoutAlias = Object.keys(agentIds).filter((agentType) => aliasIds[agentType] === undefined);
  if (withoutAlias.length > 0) {
    const message = `lacks ${withoutAlias.join(', ')}: expected an alias id for each agent type of AGENT_IDS`;
    throw new ConfigurationError([{ path: ['AGENT_ALIAS_IDS'], message }]);
  }
  return Object.fromEntries(
    Object.entries(agentIds).map(([agentType, agentId]) => [
      agentType,
      { agentId, agentAliasId: aliasIds[agentType] ?? '' },
    ]),
  );
}
