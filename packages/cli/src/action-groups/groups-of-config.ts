import { type LoadedConfig, loadCommonActionGroups } from '@sluice/config';
import { type ActionGroup, defineAgents } from '@sluice/core';

/** Lists every action group that the agents of a config have, each once: the team's, and those that Sluice brings along. */
export async function groupsOfConfig({ config, actionGroups }: LoadedConfig): Promise<readonly ActionGroup[]> {
  const environments = Object.values(config.pipelines).flatMap((pipeline) => Object.keys(pipeline.environments));
  const agents = defineAgents({
    actionGroups,
    environments: [...new Set(environments)],
    common: await loadCommonActionGroups(),
  });
  const groups = agents.flatMap((agent) => agent.actionGroups);
  return [...new Map(groups.map(({ name, document }) => [name, { name, document }])).values()];
}
