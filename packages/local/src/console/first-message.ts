import type { Catalog } from '@sluice/core';

/** What can be asked of the examples. */
const OF_EXAMPLES = 'Deploy bootstrap infrastructure for dev environment';

/** Returns the sentence that is said where a user has said none: it asks for something that the config has. */
export function firstMessage({ pipelines }: Pick<Catalog, 'pipelines'>): string {
  const [first] = pipelines;
  if (first === undefined || pipelines.some(({ pipelineType }) => pipelineType === 'bootstrap')) return OF_EXAMPLES;
  const environments = [...first.environments];
  const [environment] = environments.find(([, { approval }]) => approval === 'none') ?? environments[0] ?? ['dev'];
  return `Deploy ${first.pipelineType} for ${environment} environment`;
}
