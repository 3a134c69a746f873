import type { JsonSchema, Wire } from '@sluice/core';
import { openApiDocumentJson } from '../../generated/openapi-document.ts';

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/**
 * `whole`: down to the last member. `brief`: the parts of an execution are objects of whatever members; one tool shows
 * them whole, and the others need not repeat it in every list.
 */
type Detail = 'whole' | 'brief';

const document: Document = JSON.parse(openApiDocumentJson);
const REFERENCE = /^#\/components\/schemas\/(\w+)$/;
/** What helps a reader of the document, and costs whoever lists the tools. */
const LEFT_OUT: readonly string[] = ['description', 'example'];
const ANY_OBJECT: JsonSchema = { type: 'object', additionalProperties: true };

/**
 * Returns the JSON Schema of what goes over the wire, from the server's OpenAPI document: without references and
 * descriptions.
 */
export function outputSchemaOf(name: keyof Wire, detail: Detail = 'brief'): JsonSchema {
  return inlined(namedSchema(name), detail);
}

/** Returns the schema of an execution, and whether the request had been made before. */
export function executionSchemaWithReplay(): JsonSchema {
  const schema = outputSchemaOf('Execution');
  return { ...schema, properties: { ...schema.properties, replayed: { type: 'boolean' } } };
}

function namedSchema(name: string): JsonSchema {
  const schema = document.components.schemas[name];
  if (schema === undefined) throw new Error(`the OpenAPI document has no schema "${name}"`);
  return schema;
}

function inlined(schema: JsonSchema, detail: Detail): JsonSchema {
  const reference = typeof schema['$ref'] === 'string' ? REFERENCE.exec(schema['$ref'])?.[1] : undefined;
  if (reference !== undefined) {
    const target = namedSchema(reference);
    const isPart = target.type === 'object' && reference !== 'Execution';
    return detail === 'brief' && isPart ? ANY_OBJECT : inlined(target, detail);
  }
  const kept = Object.entries(schema).filter(([keyword]) => !LEFT_OUT.includes(keyword));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, inlinedMember(keyword, value, detail)]));
}

function inlinedMember(keyword: string, value: unknown, detail: Detail): unknown {
  if (!isSchema(value)) return value;
  if (keyword !== 'properties') return inlined(value, detail);
  const properties = Object.entries(value).filter((entry): entry is [string, JsonSchema] => isSchema(entry[1]));
  return Object.fromEntries(properties.map(([name, property]) => [name, inlined(property, detail)]));
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
