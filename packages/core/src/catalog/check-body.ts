import * as z from 'zod';
import type { ConfigurationIssue } from '../errors/configuration-error.ts';
import type { PipelineOperation } from './action-group.ts';
import type { JsonSchema } from './open-api-document.ts';

const BODY = ['requestBody', 'content', 'application/json', 'schema'] as const;

/** Where a property of an operation's body stands in its document. */
export function propertyPath(operation: PipelineOperation, name: string): readonly string[] {
  return [...operation.path, ...BODY, 'properties', name];
}

/** Finds what is wrong with the body schema of an operation that executes a pipeline, each fault in its place. */
export function checkBody(operation: PipelineOperation): readonly ConfigurationIssue[] {
  const { body, group } = operation;
  const properties = Object.entries(body.properties ?? {});
  const names = properties.map(([name]) => name);
  const issues: ConfigurationIssue[] = [];
  const report = (message: string, path: readonly string[]): void => {
    issues.push({ message, path, document: group });
  };
  for (const name of body.required ?? []) {
    if (names.includes(name)) continue;
    report(`requires "${name}", which is not among the properties: ${names.join(', ')}`, [
      ...operation.path,
      ...BODY,
      'required',
    ]);
  }
  if (!body.required?.includes('environment')) {
    report('must require "environment": no pipeline runs without one', [
      ...operation.path,
      ...BODY,
      'properties',
      'environment',
    ]);
  }
  for (const [name, schema] of properties) {
    const fault = propertyFault(schema);
    const secrecy = secrecyFault(name, schema);
    for (const found of [fault, secrecy]) {
      if (found !== undefined) report(`"${name}" ${found}`, propertyPath(operation, name));
    }
  }
  return issues;
}

function propertyFault(schema: JsonSchema): string | undefined {
  let validator: z.ZodType;
  try {
    validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0], { defaultTarget: 'openapi-3.0' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `has a schema that can't be used: ${reason}. A type is one of string, integer, number, boolean, array, object`;
  }
  if (schema.default === undefined) return undefined;
  const result = validator.safeParse(schema.default);
  return result.success ? undefined : `has a default that its own schema refuses: ${result.error.issues[0]?.message}`;
}

/** Says why a property can't be as secret as its `writeOnly` says, or undefined when it can. */
function secrecyFault(name: string, schema: JsonSchema): string | undefined {
  if (schema.writeOnly === true) {
    if (name === 'environment' || name === 'tenant_id') return "names the execution, so it can't be writeOnly";
    return schema.default === undefined ? undefined : 'is writeOnly, so it has no default, which everybody could read';
  }
  return hasSecretWithin(schema)
    ? 'has a part that is writeOnly; mark the whole property, since it is kept as one'
    : undefined;
}

function hasSecretWithin(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return Object.entries(schema).some(([key, member]) =>
    key === 'writeOnly' ? member === true : hasSecretWithin(member),
  );
}
