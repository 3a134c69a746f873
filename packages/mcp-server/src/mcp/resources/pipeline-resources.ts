import type { ReadResourceResult } from '@modelcontextprotocol/server';
import { type Principal, pipelineToWire, visiblePipeline, visiblePipelines } from '@sluice/core';
import type { ResourceDefinition, ResourceTemplateDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { oneLine } from '../untrusted-text.ts';

const MIME_TYPE = 'application/json';

/** One resource for each pipeline of the catalog, for those who may see it. */
export function pipelineResources(product: Product): readonly ResourceDefinition[] {
  const { catalog } = product.service;
  return catalog.pipelines.map(({ pipelineType, description }) => ({
    uri: uriOf(pipelineType),
    name: pipelineType,
    title: `Pipeline ${pipelineType}`,
    description: oneLine(description),
    mimeType: MIME_TYPE,
    scope: 'read',
    visibleTo: (principal) => visiblePipelines(catalog, principal).some((seen) => seen.pipelineType === pipelineType),
    read: async (uri, { principal }) => describe(product, uri, pipelineType, principal),
  }));
}

/** The same, for clients that fill in a template. */
export function pipelineTemplate(product: Product): ResourceTemplateDefinition {
  const { catalog } = product.service;
  return {
    uriTemplate: 'sluice://pipelines/{pipeline_type}',
    name: 'pipeline',
    title: 'Pipeline',
    description: 'A pipeline with its environments, rules and parameters, as JSON.',
    mimeType: MIME_TYPE,
    scope: 'read',
    read: async (uri, { pipeline_type = '' }, { principal }) => describe(product, uri, pipeline_type, principal),
    complete: {
      pipeline_type: (typed, _, { principal }) =>
        visiblePipelines(catalog, principal)
          .map(({ pipelineType }) => pipelineType)
          .filter((pipelineType) => pipelineType.startsWith(typed)),
    },
  };
}

function uriOf(pipelineType: string): string {
  return `sluice://pipelines/${pipelineType}`;
}

function describe({ service }: Product, uri: string, pipelineType: string, principal: Principal): ReadResourceResult {
  const pipeline = pipelineToWire(visiblePipeline(service.catalog, principal, pipelineType));
  return { contents: [{ uri, mimeType: MIME_TYPE, text: JSON.stringify(pipeline, null, 2) }] };
}
