import type { JsonSchema } from '@sluice/core';

/** What OpenAPI 3.0 says of a schema and JSON Schema has no word for. */
const OPENAPI_ONLY: readonly string[] = ['xml', 'externalDocs', 'discriminator', 'nullable', 'example'];

/** Writes a schema of an action group, which is OpenAPI 3.0, as the JSON Schema 2020-12 that MCP clients read. */
export function portableSchema(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([keyword]) => !OPENAPI_ONLY.includes(keyword));
  const members = Object.fromEntries(kept.map(([keyword, value]) => [keyword, portableMember(keyword, value)]));
  const { example } = schema;
  const portable = withNumericBounds({ ...members, ...(example === undefined ? {} : { examples: [example] }) });
  return schema['nullable'] === true ? orNull(portable) : portable;
}

function portableMember(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case 'properties':
    case 'patternProperties':
      return isSchema(value) ? mapValues(value, portableValue) : value;
    case 'items':
    case 'additionalProperties':
    case 'not':
      return portableValue(value);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(value) ? value.map(portableValue) : value;
    default:
      return value;
  }
}

/** There, whether a bound is exclusive is a boolean beside it; here, an exclusive bound is a number of its own. */
function withNumericBounds(schema: JsonSchema): JsonSchema {
  return exclusive(exclusive(schema, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum');
}

function exclusive(schema: JsonSchema, bound: string, keyword: string): JsonSchema {
  if (typeof schema[keyword] !== 'boolean') return schema;
  const { [keyword]: isExclusive, [bound]: limit, ...rest } = schema;
  return { ...rest, [isExclusive === true ? keyword : bound]: limit };
}

/** Not as a list of types, which fewer clients understand. */
function orNull({ description, default: standard, ...schema }: JsonSchema): JsonSchema {
  return {
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
    anyOf: [schema, { type: 'null' }],
  };
}

function portableValue(value: unknown): unknown {
  return isSchema(value) ? portableSchema(value) : value;
}

function mapValues(values: JsonSchema, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
