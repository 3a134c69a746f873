import { fileURLToPath } from 'node:url';
import { loadConfig, readCommonActionGroups } from '@sluice/config';
import { type AgentDefinition, defineAgents } from '@sluice/core';
import { type AgentProfile, readAgent } from '../src/planner/agent/agent-profile.ts';

/** The agents of the team's documents in `planner-documents`, and of those that Sluice brings along. */
export async function loadAgents(): Promise<readonly AgentDefinition[]> {
  const path = fileURLToPath(new URL('./planner-documents/sluice.config.ts', import.meta.url));
  const [config, common] = await Promise.all([loadConfig(path), readCommonActionGroups()]);
  return defineAgents({ actionGroups: config.actionGroups, environments: ['dev', 'staging', 'prod'], common });
}

/** Returns a function that reads an agent by its type. */
export async function loadProfiles(): Promise<(agentType: string) => AgentProfile> {
  const profiles = (await loadAgents()).map(readAgent);
  return (agentType) => {
    const profile = profiles.find((candidate) => candidate.agentType === agentType);
    if (profile === undefined) throw new Error(`There is no agent ${agentType}`);
    return profile;
  };
}
