import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** An answer, and what it answers. */
export interface ContractAnswer {
  readonly method: string;
  /** Below the address that the document is about. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** A check of answers against an OpenAPI document of ours. */
export interface OpenApiContract {
  /** Finds out where an answer differs from the document, in words; empty when it does not. */
  differences(answer: ContractAnswer, options?: DifferenceOptions): string;
  /** The same for something that has one of the document's schemas. */
  differencesFromSchema(name: string, body: unknown): string;
  /** Returns the names of the fields that a schema describes. */
  describedFields(name: string): readonly string[];
}

interface DifferenceOptions {
  /** Whether the fields that the document requires have to be there. @defaultValue true */
  readonly required?: boolean;
}

/**
 * Reads a document of `schemas/upstream`.
 *
 * @param parameters - What parameters of a path look like, by name, where they may be more or less than a part of it.
 */
export function openApiContract(file: string, parameters: Readonly<Record<string, string>> = {}): OpenApiContract {
  const document = asJson(parse(readFileSync(new URL(`../../../schemas/upstream/${file}`, import.meta.url), 'utf8')));

  function resolved(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(resolved);
    if (typeof node !== 'object' || node === null) return node;
    const { $ref: reference } = asJson(node);
    if (typeof reference === 'string') return resolved(at(document, ...reference.slice(2).split('/')));
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, resolved(value)]));
  }

  function schemaOf({ method, path, status }: ContractAnswer): unknown {
    // The longest that fits: a parameter may stand for several parts of a path.
    const templates = Object.keys(asJson(document['paths'])).toSorted((a, b) => b.length - a.length);
    const template = templates.find((candidate) => fits(candidate, path));
    const responses = at(resolved(at(document, 'paths', template ?? '')), method.toLowerCase(), 'responses');
    const response = at(responses, String(status)) ?? at(responses, `${Math.floor(status / 100)}XX`);
    return at(response ?? at(responses, 'default'), 'content', 'application/json', 'schema');
  }

  function fits(template: string, path: string): boolean {
    const pattern = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '[^/]+');
    return new RegExp(`^${pattern}$`).test(path);
  }

  function check(schema: unknown, body: unknown): string {
    const result = z.fromJSONSchema(asJson(schema), { defaultTarget: 'openapi-3.0' }).safeParse(body);
    return result.success ? '' : z.prettifyError(result.error);
  }

  return {
    differences(answer, { required = true } = {}) {
      const schema = schemaOf(answer);
      const name = `${answer.method} ${answer.path}`;
      if (schema === undefined) return `${name} answers ${answer.status} with JSON, which is not described`;
      const found = check(required ? schema : withoutRequired(schema), answer.body);
      return found === '' ? '' : `${name}: ${found}`;
    },
    differencesFromSchema: (name, body) => check(resolved(at(document, 'components', 'schemas', name)), body),
    describedFields: (name) => Object.keys(asJson(at(document, 'components', 'schemas', name, 'properties'))),
  };
}

function withoutRequired(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutRequired);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([name, inner]) => name !== 'required' || !Array.isArray(inner));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutRequired(inner)]));
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
