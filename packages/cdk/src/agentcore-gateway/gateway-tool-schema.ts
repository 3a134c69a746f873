import type { GatewayTool, PlainSchema } from '@sluice/config';
import { type SchemaDefinition, SchemaDefinitionType, type ToolDefinition } from 'aws-cdk-lib/aws-bedrockagentcore';

/** Writes a tool as the CDK takes it. */
export function toToolDefinition({ name, description, inputSchema }: GatewayTool): ToolDefinition {
  return { name, description, inputSchema: toSchemaDefinition(inputSchema) };
}

function toSchemaDefinition({ type, description, properties, required, items }: PlainSchema): SchemaDefinition {
  return {
    type: SchemaDefinitionType.of(type),
    ...(description === undefined ? {} : { description }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, toSchemaDefinition) }),
    ...(required === undefined ? {} : { required: [...required] }),
    ...(items === undefined ? {} : { items: toSchemaDefinition(items) }),
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
