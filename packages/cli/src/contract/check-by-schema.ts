import * as z from 'zod';
import type { JsonObject, OpenApi } from './open-api-document.ts';

/** Something that is not as agreed. */
export interface Mismatch {
  /** Where: `status`, `header Retry-After`, `$.execution_id`. */
  readonly path: string;
  readonly message: string;
}

/** Checks a value against a schema of the document. */
export function checkBySchema({ schemas }: OpenApi, schema: JsonObject, value: unknown): readonly Mismatch[] {
  const type = z.fromJSONSchema({ ...schema, $defs: schemas } as Parameters<typeof z.fromJSONSchema>[0]);
  const { error } = type.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => ({ path: jsonPath(path), message }));
}

/**
 * Checks what a consumer reads of an answer: it may leave out whatever it likes, also what the answer always has, and may
 * read nothing that the document does not name.
 */
export function checkExpectedPart(openApi: OpenApi, schema: JsonObject, value: unknown): readonly Mismatch[] {
  const schemas = Object.fromEntries(Object.entries(openApi.schemas).map(([name, one]) => [name, partOf(one)]));
  return checkBySchema({ ...openApi, schemas }, partOf(schema), value);
}

/** Returns the schema at a path such as `$.executions[*].status`, without its reference. */
export function schemaAt({ schemas }: OpenApi, schema: JsonObject, path: string): JsonObject | undefined {
  const names = path.match(/[^.[\]]+/g)?.slice(1) ?? [];
  return names.reduce<JsonObject | undefined>(
    (outer, name) => {
      const inner = /^(?:\*|\d+)$/.test(name) ? outer?.['items'] : asObject(outer?.['properties'])?.[name];
      return dereferenced(schemas, asObject(inner));
    },
    dereferenced(schemas, schema),
  );
}

function dereferenced(schemas: OpenApi['schemas'], schema: JsonObject | undefined): JsonObject | undefined {
  const reference = schema?.['$ref'];
  return typeof reference === 'string' ? schemas[reference.replace('#/$defs/', '')] : schema;
}

/** Returns a schema that asks for nothing, and knows only what it names. */
function partOf(schema: JsonObject): JsonObject {
  const { required: _, properties, items, ...rest } = schema;
  const named = asObject(properties);
  const all = Object.entries(named ?? {}).map(([name, one]) => [name, partOf(asObject(one) ?? {})]);
  return {
    ...rest,
    ...(named === undefined ? {} : { properties: Object.fromEntries(all), additionalProperties: false }),
    ...(items === undefined ? {} : { items: partOf(asObject(items) ?? {}) }),
  };
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
}

function jsonPath(path: readonly PropertyKey[]): string {
  return ['$', ...path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))].join('');
}
