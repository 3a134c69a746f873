import {
  bodySchemaOf,
  type JsonSchema,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  operationsOf,
  withoutReferences,
} from '@sluice/core';
import { type PlainSchema, plainSchema } from './plain-schema.ts';

/** A tool as a Lambda target of AgentCore Gateway declares it. @public */
export interface GatewayTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: PlainSchema;
}

/**
 * Writes the operations of an action group as the tools of a Lambda target of Amazon Bedrock AgentCore Gateway. Path,
 * query and body parameters become the properties of one object. Operations that Bedrock asks the user about first are
 * left out: a gateway asks nobody.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-add-target-lambda.html
 * @public
 */
export function toGatewayTools(document: OpenApiDocument): readonly GatewayTool[] {
  return operationsOf(document).flatMap(({ path, operation }) => {
    const shared = withoutReferences(document.paths[path]?.['parameters'] ?? [], document) as OpenApiParameter[];
    const whole = withoutReferences(operation, document) as OpenApiOperation;
    return needsConfirmation(whole) || whole.operationId === undefined
      ? []
      : [toTool({ ...whole, operationId: whole.operationId }, shared)];
  });
}

function needsConfirmation(operation: OpenApiOperation): boolean {
  return (operation as Readonly<Record<string, unknown>>)['x-requireConfirmation'] === 'ENABLED';
}

function toTool(
  operation: OpenApiOperation & { readonly operationId: string },
  shared: readonly OpenApiParameter[],
): GatewayTool {
  const parameters = [...shared, ...(operation.parameters ?? [])];
  const body = bodySchemaOf(operation) ?? {};
  const named = parameters.map(({ name, schema = {}, description }) => [
    name,
    { ...schema, description: description ?? schema.description },
  ]);
  const schema: JsonSchema = {
    ...body,
    type: 'object',
    properties: { ...body.properties, ...Object.fromEntries(named) },
    required: [...parameters.filter(isRequired).map(({ name }) => name), ...(body.required ?? [])],
  };
  return {
    name: operation.operationId,
    description: operation.description ?? operation.summary ?? operation.operationId,
    inputSchema: plainSchema(schema),
  };
}

function isRequired({ required, in: where }: OpenApiParameter): boolean {
  return required === true || where === 'path';
}
