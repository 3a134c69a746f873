import { agentsOfConfig, type LoadedConfig } from '@sluice/config';
import type { ActionGroup } from '@sluice/core';

/** Lists every action group that the agents of a config have, each once: the team's, and those that Sluice brings along. */
export function groupsOfConfig(config: LoadedConfig): readonly ActionGroup[] {
  const groups = agentsOfConfig(config).flatMap((agent) => agent.actionGroups);
  return [...new Map(groups.map(({ name, document }) => [name, { name, document }])).values()];
}
