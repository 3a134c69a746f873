import {
  type JsonSchema,
  type Pipeline,
  type Principal,
  pipelineTypeOf,
  SluiceError,
  visiblePipelines,
} from '@sluice/core';
import type { ToolDefinition, ToolInput } from '../definitions.ts';
import type { Product } from '../product.ts';
import { environmentHint } from './environment-hint.ts';
import { executeRequest } from './execute-request.ts';
import { executionSchemaWithReplay } from './output-schema.ts';
import { portableSchema } from './portable-schema.ts';

/** What starts a run of a pipeline may change whatever the pipeline changes, and is done again when it is asked for again later. */
export const EXECUTE_ANNOTATIONS: ToolDefinition['annotations'] = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};

/** Makes one tool for each pipeline, whose arguments are those of its action group. */
export function executePipelineTools(product: Product): readonly ToolDefinition[] {
  return product.service.catalog.pipelines.map((pipeline) => executePipelineTool(product, pipeline));
}

function executePipelineTool(product: Product, { pipelineType, description }: Pipeline): ToolDefinition {
  const { catalog } = product.service;
  const seenBy = (principal: Principal): Pipeline | undefined =>
    visiblePipelines(catalog, principal).find((pipeline) => pipeline.pipelineType === pipelineType);
  return {
    name: toolName(pipelineType),
    title: `Execute the pipeline ${pipelineType}`,
    description: `${description.trim()} ${executeHint(product)}`,
    scope: 'execute',
    visibleTo: (principal) => seenBy(principal) !== undefined,
    inputSchema: (principal) => bodySchema(seenBy(principal) ?? catalog.pipeline(pipelineType)),
    outputSchema: executionSchemaWithReplay(),
    annotations: EXECUTE_ANNOTATIONS,
    call: (input, context) => executeRequest(product, requestOf(pipelineType, input), context),
  };
}

/** What every tool that starts a run says of itself. */
export function executeHint({ waitMs }: Product): string {
  return (
    `Waits up to ${Math.round(waitMs / 1000)} seconds and returns the execution as it is then; go on with get_execution. ` +
    'The same request while that one is unfinished starts nothing new.'
  );
}

/**
 * Returns the name of a pipeline's tool. Whatever may be in a pipeline type may be in the name of a tool.
 *
 * @throws SluiceError `invalid_configuration` when the name would be read as another pipeline's
 */
function toolName(pipelineType: string): string {
  const name = `execute_${pipelineType}_pipeline`;
  if (pipelineTypeOf(name) === pipelineType) return name;
  throw new SluiceError({
    code: 'invalid_configuration',
    message: `The pipeline "${pipelineType}" can't be a tool: its name "${name}" would be read as the pipeline "${pipelineTypeOf(name)}". Rename it.`,
  });
}

function bodySchema({ jsonSchema, environments }: Pipeline): JsonSchema {
  const { properties = {}, required = [], ...rest } = portableSchema(jsonSchema);
  const parameters = Object.entries(properties).map(
    ([name, schema]) => [name, name === 'tenant_id' ? asTenant(schema) : asParameter(schema)] as const,
  );
  const environment = {
    type: 'string',
    description: `Where it runs. Ask when it was not said; never guess it.${environmentHint(environments)}`,
    enum: [...environments.keys()],
  };
  return {
    ...rest,
    required: ['environment', ...required],
    properties: { environment, ...Object.fromEntries(parameters) },
  };
}

/** As long as a tenant may be over REST. */
const TENANT_CHARACTERS = 128;

/** A tenant becomes a part of the record's keys, which not every store has room for. */
function asTenant(schema: JsonSchema): JsonSchema {
  if (schema.type !== 'string') return schema;
  const own = schema['maxLength'];
  return { ...schema, maxLength: Math.min(typeof own === 'number' ? own : TENANT_CHARACTERS, TENANT_CHARACTERS) };
}

function asParameter(schema: JsonSchema): JsonSchema {
  if (schema.writeOnly !== true) return schema;
  return { ...schema, description: [schema.description, 'Secret: it is never shown again.'].filter(Boolean).join(' ') };
}

function requestOf(pipelineType: string, { environment, tenant_id, ...parameters }: ToolInput) {
  const tenantId = tenant_id === undefined ? undefined : String(tenant_id);
  return { pipelineType, environment: String(environment), tenantId, parameters };
}
