import type { Catalog, SluiceConfig } from '@sluice/core';
import type { KnownNames } from '@sluice/mcp-server';

/** Returns what an access document may name, by the catalog. */
export function namesOfCatalog({ environments, pipelines }: Catalog): KnownNames {
  return { environments, pipelines: pipelines.map(({ pipelineType }) => pipelineType) };
}

/** Returns what an access document may name, by a config of which no catalog is made: that would need tokens. */
export function namesOfConfig({ pipelines }: SluiceConfig): KnownNames {
  const environments = Object.values(pipelines).flatMap((pipeline) => Object.keys(pipeline.environments));
  return { environments: [...new Set(environments)], pipelines: Object.keys(pipelines) };
}
