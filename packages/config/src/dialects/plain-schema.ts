import type { JsonSchema } from '@sluice/core';

/** The keywords that every agent platform understands. What else a schema says goes into its description, in words. @public */
export interface PlainSchema {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, PlainSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: PlainSchema | undefined;
}

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'array', 'object'];

/**
 * Says a schema in the plainest form: one type, no choices, no references. Allowed values, limits and defaults become
 * sentences of the description, which is where a model reads them.
 *
 * @param schema - Without references
 */
export function plainSchema(schema: JsonSchema): PlainSchema {
  const merged = withoutChoices(schema);
  const type = typeOf(merged);
  const description = describedBy(merged);
  const common = description === '' ? { type } : { type, description };
  if (type === 'array') return { ...common, items: plainSchema(merged.items ?? { type: 'string' }) };
  if (type !== 'object' || merged.properties === undefined) return common;
  const properties = mapValues(merged.properties, plainSchema);
  const required = (merged.required ?? []).filter((name) => Object.hasOwn(properties, name));
  return { ...common, properties, ...(required.length === 0 ? {} : { required }) };
}

/** Puts the parts of `allOf` together, and of `oneOf` and `anyOf` takes the first that is not null. */
function withoutChoices(schema: JsonSchema): JsonSchema {
  const parts = [...schemasOf(schema['allOf']), ...schemasOf(schema['oneOf']).slice(0, 1)];
  const any = schemasOf(schema['anyOf']).filter(({ type }) => type !== 'null');
  return [...parts, ...any.slice(0, 1)].map(withoutChoices).reduce(merge, schema);
}

function merge(schema: JsonSchema, part: JsonSchema): JsonSchema {
  return {
    ...part,
    ...schema,
    ...((schema.properties ?? part.properties) ? { properties: { ...part.properties, ...schema.properties } } : {}),
    ...((schema.required ?? part.required) ? { required: [...(part.required ?? []), ...(schema.required ?? [])] } : {}),
  };
}

function schemasOf(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? (value as readonly JsonSchema[]) : [];
}

function typeOf({ type, properties, items, enum: allowed }: JsonSchema): PlainSchema['type'] {
  const named: unknown = Array.isArray(type) ? type.find((name) => name !== 'null') : type;
  if (typeof named === 'string' && TYPES.includes(named)) return named as PlainSchema['type'];
  if (properties !== undefined) return 'object';
  if (items !== undefined) return 'array';
  const ofValue = typeof allowed?.find((value) => value !== null);
  return ofValue === 'number' || ofValue === 'boolean' ? ofValue : 'string';
}

function describedBy(schema: JsonSchema): string {
  const sentences = [
    schema.description?.trim(),
    sentence('Allowed values', (schema.enum ?? constOf(schema))?.map(String).join(', ')),
    ...bounds(schema),
    sentence('Characters at least', schema['minLength']),
    sentence('Characters at most', schema['maxLength']),
    sentence('Items at least', schema['minItems']),
    sentence('Items at most', schema['maxItems']),
    sentence('Format', schema['format']),
    sentence('Must match', schema.pattern),
    sentence('Default', schema.default === undefined ? undefined : JSON.stringify(schema.default)),
    sentence('Example', schema.example === undefined ? undefined : JSON.stringify(schema.example)),
  ];
  return sentences.filter((text) => text !== undefined && text !== '').join(' ');
}

/** OpenAPI 3.0 marks a bound as exclusive, 3.1 has the exclusive bound itself. */
function bounds(schema: JsonSchema): readonly (string | undefined)[] {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  return [
    sentence(above === true ? 'More than' : 'At least', minimum),
    sentence('More than', typeof above === 'number' ? above : undefined),
    sentence(below === true ? 'Less than' : 'At most', maximum),
    sentence('Less than', typeof below === 'number' ? below : undefined),
  ];
}

function constOf(schema: JsonSchema): readonly unknown[] | undefined {
  return schema['const'] === undefined ? undefined : [schema['const']];
}

function sentence(what: string, value: unknown): string | undefined {
  return value === undefined || value === '' ? undefined : `${what}: ${value}.`;
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
