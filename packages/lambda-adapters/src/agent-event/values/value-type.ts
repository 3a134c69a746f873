import type { JsonSchema } from '@sluice/core';
import { isObject } from '../is-object.ts';
import { textRules } from './text-rules.ts';

/** A schema as far as it tells how a value is written; made once, so that no schema is read for an event. */
export type ValueType = TextType | NumberType | BooleanType | ListType | ObjectType | UnionType | AnyType;

interface Declared {
  /** Where the type comes from, for those who explain it. */
  readonly schema: JsonSchema;
  readonly nullable: boolean;
}

export interface TextType extends Declared {
  readonly kind: 'text';
  /** Whether the schema takes this text. */
  readonly allows: (text: string) => boolean;
  /** Whether the schema says of what characters the text is made, by `enum`, `pattern` or `format`. */
  readonly shaped: boolean;
  /** Whether a text of the type may hold a comma, as far as the schema tells. */
  readonly mayHoldComma: boolean;
  /** Whether the schema takes only texts of letters, digits, `_` and `-`. */
  readonly isWord: boolean;
}

export interface NumberType extends Declared {
  readonly kind: 'number';
  readonly whole: boolean;
}

export interface BooleanType extends Declared {
  readonly kind: 'boolean';
}

export interface ListType extends Declared {
  readonly kind: 'list';
  readonly items: ValueType;
}

export interface ObjectType extends Declared {
  readonly kind: 'object';
  readonly properties: ReadonlyMap<string, ValueType>;
  readonly required: readonly string[];
  /** Of properties that are not declared; undefined where there may be none. */
  readonly others: ValueType | undefined;
}

export interface UnionType extends Declared {
  readonly kind: 'union';
  readonly members: readonly ValueType[];
}

/** Nothing is said of the value. */
export interface AnyType extends Declared {
  readonly kind: 'any';
}

/** Reads the type out of a JSON Schema without references, of OpenAPI 3.0 or 3.1. */
export function valueTypeOf(given: JsonSchema): ValueType {
  const schema = merged(given);
  const alternatives = listOf(schema['anyOf'] ?? schema['oneOf']);
  if (alternatives.length > 0) return unionOf(alternatives.filter(isObject), schema);
  const names = listOf(schema.type).filter((name) => typeof name === 'string');
  const [name, ...more] = names.filter((one) => one !== 'null');
  if (more.length > 0)
    return unionOf(
      [name, ...more].map((type) => ({ ...schema, type }) as JsonSchema),
      schema,
    );
  const declared = { schema, nullable: schema['nullable'] === true || names.includes('null') };
  return typeNamed(name?.toLowerCase(), declared);
}

/** Reads the type of an object out of its schema; whatever else the schema says is ignored. */
export function objectTypeOf(schema: JsonSchema): ObjectType {
  return objectType({ schema: merged(schema), nullable: false });
}

function typeNamed(name: string | undefined, declared: Declared): ValueType {
  switch (name) {
    case 'string':
      return { kind: 'text', ...textRules(declared.schema), ...declared };
    case 'integer':
      return { kind: 'number', whole: true, ...declared };
    case 'number':
      return { kind: 'number', whole: false, ...declared };
    case 'boolean':
      return { kind: 'boolean', ...declared };
    case 'array':
      return { kind: 'list', items: valueTypeOf(declared.schema.items ?? {}), ...declared };
    case 'object':
      return objectType(declared);
    default:
      return { kind: 'any', ...declared };
  }
}

function objectType(declared: Declared): ObjectType {
  const { properties = {}, required = [], additionalProperties } = declared.schema;
  return {
    kind: 'object',
    properties: new Map(Object.entries(properties).map(([name, schema]) => [name, valueTypeOf(schema)])),
    required,
    others:
      additionalProperties === false
        ? undefined
        : valueTypeOf(isObject(additionalProperties) ? additionalProperties : {}),
    ...declared,
  };
}

function unionOf(schemas: readonly JsonSchema[], schema: JsonSchema): ValueType {
  const members = schemas.filter(({ type }) => type !== 'null').map(valueTypeOf);
  const nullable =
    schema['nullable'] === true || members.length < schemas.length || members.some((member) => member.nullable);
  const [only, ...more] = members;
  if (only !== undefined && more.length === 0) return { ...only, nullable };
  return { kind: 'union', members, schema, nullable };
}

/** Puts the parts of `allOf` together, as far as types go. */
function merged(schema: JsonSchema): JsonSchema {
  const parts = listOf(schema['allOf']).filter(isObject).map(merged);
  if (parts.length === 0) return schema;
  const all = [...parts, schema];
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map(({ properties }) => properties)),
    required: all.flatMap(({ required = [] }) => required),
  };
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
