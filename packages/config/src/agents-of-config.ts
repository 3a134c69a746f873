import { type AgentDefinition, defineAgents } from '@sluice/core';
import { readCommonActionGroups } from './common-action-groups.ts';
import type { LoadedConfig } from './load-config.ts';

/**
 * Derives the agents from a team's config: an orchestrator, and a specialist for each action group.
 *
 * @example
 * ```ts
 * const agents = agentsOfConfig(await loadConfig('sluice.config.ts'));
 * ```
 * @public
 */
export function agentsOfConfig(loaded: LoadedConfig): readonly AgentDefinition[] {
  return defineAgents({
    actionGroups: loaded.actionGroups,
    environments: environmentsOfConfig(loaded),
    common: readCommonActionGroups(),
  });
}

/** Lists every environment that some pipeline of a config may run in. @public */
export function environmentsOfConfig({ config }: LoadedConfig): readonly string[] {
  const environments = Object.values(config.pipelines).flatMap((pipeline) => Object.keys(pipeline.environments));
  return [...new Set(environments)];
}
