import { type JsonSchema, type Pipeline, pipelineToWire, visiblePipeline, visiblePipelines } from '@sluice/core';
import * as z from 'zod';
import type { ToolDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { oneLine } from '../untrusted-text.ts';
import { EXECUTE_ANNOTATIONS, executeHint } from './execute-pipeline-tools.ts';
import { executeRequest } from './execute-request.ts';
import { executionSchemaWithReplay, outputSchemaOf } from './output-schema.ts';
import { portableSchema } from './portable-schema.ts';
import { toolArguments, withChoices } from './tool-arguments.ts';

const DESCRIPTION_CHARACTERS = 100;

/** `describe_pipeline` and `execute_pipeline`: for a catalog that has too many pipelines for a tool each. */
export function executeAnyPipelineTools(product: Product): readonly ToolDefinition[] {
  return [describePipelineTool(product), executePipelineTool(product)];
}

function describePipelineTool({ service }: Product): ToolDefinition {
  const { jsonSchema, read } = toolArguments({ pipeline_type: z.string().describe('Which pipeline.') });
  return {
    name: 'describe_pipeline',
    title: 'Describe a pipeline',
    description:
      'Tells what a pipeline does, in which environments and under which rules it may run, and the JSON Schema of its ' +
      'parameters. Call it before execute_pipeline.',
    scope: 'read',
    visibleTo: (principal) => visiblePipelines(service.catalog, principal).length > 0,
    inputSchema: (principal) => describedPipelines(jsonSchema, visiblePipelines(service.catalog, principal)),
    outputSchema: outputSchemaOf('Pipeline'),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    onlyAnswers: true,
    async call(input, { principal }) {
      const pipeline = visiblePipeline(service.catalog, principal, read(input).pipeline_type);
      const structuredContent = { ...pipelineToWire(pipeline), parameters: portableSchema(pipeline.jsonSchema) };
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent, null, 2) }], structuredContent };
    },
  };
}

function executePipelineTool(product: Product): ToolDefinition {
  const { catalog } = product.service;
  const { jsonSchema, read } = toolArguments({
    pipeline_type: z.string().describe('Which pipeline.'),
    environment: z.string().describe('Where it runs. Ask when it was not said; never guess it.'),
    tenant_id: z.string().min(1).max(128).optional().describe('For which tenant, where the pipeline serves several.'),
    parameters: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("The pipeline's own parameters, as describe_pipeline has them."),
  });
  return {
    name: 'execute_pipeline',
    title: 'Execute a pipeline',
    description: `Starts a real run of a pipeline, once. ${executeHint(product)}`,
    scope: 'execute',
    visibleTo: (principal) => visiblePipelines(catalog, principal).length > 0,
    inputSchema: (principal) => {
      const pipelines = visiblePipelines(catalog, principal);
      const environments = pipelines.flatMap((pipeline) => [...pipeline.environments.keys()]);
      return withChoices(namedPipelines(jsonSchema, pipelines), 'environment', [...new Set(environments)]);
    },
    outputSchema: executionSchemaWithReplay(),
    annotations: EXECUTE_ANNOTATIONS,
    async call(input, context) {
      const { pipeline_type: pipelineType, environment, tenant_id: tenantId, parameters } = read(input);
      return executeRequest(product, { pipelineType, environment, tenantId, parameters }, context);
    },
  };
}

function namedPipelines(schema: JsonSchema, pipelines: readonly Pipeline[]): JsonSchema {
  return withChoices(
    schema,
    'pipeline_type',
    pipelines.map(({ pipelineType }) => pipelineType),
  );
}

/** Says what each is for, in one tool only: they may be many. */
function describedPipelines(schema: JsonSchema, pipelines: readonly Pipeline[]): JsonSchema {
  const limited = namedPipelines(schema, pipelines);
  const what = pipelines.map(
    ({ pipelineType, description }) => `${pipelineType}: ${oneLine(description, DESCRIPTION_CHARACTERS)}`,
  );
  const property = { ...limited.properties?.['pipeline_type'], description: `Which pipeline.\n${what.join('\n')}` };
  return { ...limited, properties: { ...limited.properties, pipeline_type: property } };
}
