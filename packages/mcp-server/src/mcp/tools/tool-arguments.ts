import type { JsonSchema } from '@sluice/core';
import * as z from 'zod';

/** The arguments of a tool: as JSON Schema for clients, and typed for the tool. */
export interface ToolArguments<Schema extends z.ZodObject> {
  readonly jsonSchema: JsonSchema;
  read(input: Readonly<Record<string, unknown>>): z.output<Schema>;
}

/** An execution's id, as every tool that is about one takes it. */
export const executionId: z.ZodString = z.string().min(1).max(100).describe('The execution_id of the execution.');

/** Describes the arguments of a tool. */
export function toolArguments<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): ToolArguments<z.ZodObject<Shape, z.core.$strict>> {
  const schema = z.strictObject(shape);
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, { override: withoutFormatPattern });
  return { jsonSchema: jsonSchema as JsonSchema, read: (input) => schema.parse(input) };
}

/** A format says it; the pattern that zod adds is long, and every client and model would have to read it. */
function withoutFormatPattern({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** Returns the schema with one property limited to some values. */
export function withChoices(schema: JsonSchema, property: string, choices: readonly string[]): JsonSchema {
  const properties = schema.properties ?? {};
  return { ...schema, properties: { ...properties, [property]: { ...properties[property], enum: [...choices] } } };
}
