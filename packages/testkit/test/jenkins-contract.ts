import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

type Json = Readonly<Record<string, unknown>>;

const DOCUMENT = asJson(
  parse(readFileSync(new URL('../../../schemas/upstream/jenkins.openapi.yaml', import.meta.url), 'utf8')),
);

/** An answer, and what it answers. `path` is below the context path, with its query. */
export interface ContractAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/**
 * Finds out where an answer differs from our description of Jenkins' API. Where `tree` picks fields, none of them has
 * to be there.
 *
 * @returns the differences in words; empty when there are none
 */
export function differencesFromContract({ method, path, status, body }: ContractAnswer): string {
  const url = new URL(path, 'http://jenkins');
  const schema = schemaOf(method, url.pathname, status);
  if (schema === undefined) return `${method} ${url.pathname} answers ${status} with JSON, which is not described`;
  const wanted = url.searchParams.has('tree') ? withoutRequired(schema) : schema;
  const result = z.fromJSONSchema(wanted, { defaultTarget: 'openapi-3.0' }).safeParse(body);
  return result.success ? '' : `${method} ${path}: ${z.prettifyError(result.error)}`;
}

/**
 * Finds out where something that Jenkins sends by itself differs from its schema.
 *
 * @returns the differences in words; empty when there are none
 */
export function differencesFromSchema(name: string, body: unknown): string {
  const schema = asJson(resolved(at(DOCUMENT, 'components', 'schemas', name)));
  const result = z.fromJSONSchema(schema, { defaultTarget: 'openapi-3.0' }).safeParse(body);
  return result.success ? '' : `${name}: ${z.prettifyError(result.error)}`;
}

/** Returns the names of the fields that a schema describes. */
export function describedFields(name: string): readonly string[] {
  return Object.keys(asJson(at(DOCUMENT, 'components', 'schemas', name, 'properties')));
}

function schemaOf(method: string, path: string, status: number): Json | undefined {
  // The longest that fits: `/job/{job}/api/json` fits builds as well.
  const templates = Object.keys(asJson(DOCUMENT['paths'])).toSorted((a, b) => b.length - a.length);
  const item = at(DOCUMENT, 'paths', templates.find((template) => matches(template, path)) ?? '');
  const response = at(resolved(item), method.toLowerCase(), 'responses', String(status));
  const schema = at(response, 'content', 'application/json', 'schema');
  return schema === undefined ? undefined : asJson(schema);
}

/** A job's name has the slashes of its folders in it. */
function matches(template: string, path: string): boolean {
  const pattern = template
    .replaceAll('{job}', '.+')
    .replaceAll(/\{(?:number|id)\}/g, '\\d+')
    .replaceAll(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

/** Puts in what `$ref`s stand for. */
function resolved(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(resolved);
  if (typeof node !== 'object' || node === null) return node;
  const { $ref: reference } = asJson(node);
  if (typeof reference === 'string') return resolved(at(DOCUMENT, ...reference.slice(2).split('/')));
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, resolved(value)]));
}

function withoutRequired(node: unknown): Json {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name, inner]) => name !== 'required' || !Array.isArray(inner));
    return Object.fromEntries(kept.map(([name, inner]) => [name, change(inner)]));
  };
  return asJson(change(node));
}

function at(node: unknown, ...names: string[]): unknown {
  let found = node;
  for (const name of names) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return found;
}

function asJson(value: unknown): Json {
  if (typeof value !== 'object' || value === null) throw new Error('Not an object');
  return Object.fromEntries(Object.entries(value));
}
