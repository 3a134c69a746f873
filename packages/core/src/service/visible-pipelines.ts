import type { Catalog, Pipeline } from '../catalog/catalog.ts';
import { SluiceError } from '../errors/sluice-error.ts';
import { canReach, type Principal } from './principal.ts';

/** Returns the pipelines that a principal may see, each with the environments that it may see. @public */
export function visiblePipelines(catalog: Catalog, principal: Principal): readonly Pipeline[] {
  if (seesAll(principal)) return catalog.pipelines;
  return catalog.pipelines
    .filter(({ pipelineType }) => canReach(principal, { pipelineType }))
    .map((pipeline) => withinReach(pipeline, principal))
    .filter(({ environments }) => environments.size > 0);
}

/**
 * Returns a pipeline as a principal may see it. One that it may not see is not there.
 *
 * @throws SluiceError `pipeline_not_found`, naming those that it may see
 * @public
 */
export function visiblePipeline(catalog: Catalog, principal: Principal, pipelineType: string): Pipeline {
  if (seesAll(principal)) return catalog.pipeline(pipelineType);
  const pipelines = visiblePipelines(catalog, principal);
  const found = pipelines.find((pipeline) => pipeline.pipelineType === pipelineType);
  if (found !== undefined) return found;
  const names = pipelines.map((pipeline) => pipeline.pipelineType);
  throw new SluiceError({
    code: 'pipeline_not_found',
    message: `There is no pipeline "${pipelineType}". There are: ${names.join(', ') || 'none'}.`,
    fields: [{ field: 'pipeline_type', message: 'is not a pipeline of the catalog', allowed: names }],
  });
}

function seesAll({ environments, pipelines }: Principal): boolean {
  return environments === undefined && pipelines === undefined;
}

function withinReach(pipeline: Pipeline, principal: Principal): Pipeline {
  const environments = [...pipeline.environments].filter(([environment]) => canReach(principal, { environment }));
  return { ...pipeline, environments: new Map(environments) };
}
