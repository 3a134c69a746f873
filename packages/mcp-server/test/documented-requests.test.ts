import type { Wire } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { openApiDocumentJson } from '../src/generated/openapi-document.ts';
import { operationsOf } from '../src/reference-page/document.ts';
import { exampleRequest } from '../src/reference-page/example.ts';
import { startFullServer } from './support/full-server.ts';
import {
  type DocumentedOperation,
  type DocumentedParameter,
  documentedOperations,
  documentedSchemas,
  type JsonObject,
} from './support/open-api-document.ts';
import { startTestServer } from './support/test-server.ts';

const document = JSON.parse(openApiDocumentJson);
const NOT_REST = ['mcp', 'receiveWebhook'];
const operations = documentedOperations.filter(({ operationId }) => !NOT_REST.includes(operationId));
const queries = operations.flatMap((operation) =>
  operation.parameters
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => ({ operation, parameter, name: `${operation.operationId} ?${parameter.name}` })),
);
const fields = operations.flatMap((operation) => {
  const schema = resolved(operation.bodySchema ?? {});
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonObject>).map(([field, property]) => ({
    operation,
    schema,
    field,
    property,
    name: `${operation.operationId} ${field}`,
  }));
});
const texts = fields.filter(({ property }) => property['maxLength'] !== undefined);

describe('a request as the document has it', () => {
  it.each(queries)('is taken: $name', async ({ operation, parameter }) => {
    const { call } = await startTestServer();
    const { status, body } = await call(operation.method, pathOf(operation, parameter));
    // A cursor is opaque: one that nobody was given is refused, for that reason.
    if (parameter.name === 'cursor') expect(body.detail ?? '').not.toContain('is not known here');
    else expect(status).not.toBe(400);
  });

  it.each(queries.filter(({ parameter }) => parameter.schema['minLength'] === 1))(
    'is refused when it is empty: $name',
    async ({ operation, parameter }) => {
      const { call } = await startTestServer();
      const path = pathOf(operation, parameter).replace(new RegExp(`${parameter.name}=[^&]*`), `${parameter.name}=`);
      const { status, body } = await call(operation.method, path);
      expect([status, body.errors]).toEqual([400, [{ field: parameter.name, message: 'must not be empty' }]]);
    },
  );

  it.each(fields)('is taken: $name', async ({ operation, schema, field, property }) => {
    const { call } = await startTestServer();
    const body = { ...requiredOf(schema), [field]: sampleOf(property) };
    const answer = await call(operation.method, pathOf(operation), { key: 'approve', body });
    expect([answer.status, answer.body.errors]).not.toEqual([400, expect.anything()]);
  });

  it.each(texts)('may be as long as the document says and no longer: $name', async (part) => {
    const { operation, schema, field, property } = part;
    const { call } = await startTestServer();
    const longest = Number(property['maxLength']);
    for (const [length, message] of [
      [longest, undefined],
      [longest + 1, `must have ${longest} characters or fewer`],
      [0, 'must not be empty'],
    ] as const) {
      const body = { ...requiredOf(schema), [field]: 'x'.repeat(length) };
      const answer = await call(operation.method, pathOf(operation), { key: 'approve', body });
      const complaint = answer.body.errors?.find((error) => error.field === field && answer.status === 400);
      expect(complaint?.message).toBe(message);
    }
  });
});

describe('the examples of the reference page', () => {
  const examples = operationsOf(document).filter(({ operationId }) => operationId !== 'receiveWebhook');

  it.each(examples)('are taken: $operationId', async (operation) => {
    const { fetch, execute } = await startFullServer();
    const { execution_id } = await execute();
    const { method, path, headers, body } = exampleRequest(operation, document);
    const { 'X-API-Key': key, ...others } = headers;
    const values: Readonly<Record<string, string>> = { execution_id, environment: 'dev', pipeline_type: 'app' };
    const response = await fetch(
      path.replace(/<(\w+)>/g, (_, name: string) => values[name] ?? name),
      {
        method,
        key: key === undefined ? 'none' : 'approve',
        headers: others,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const { code } = response.ok ? {} : ((await response.json()) as Partial<Wire['Problem']>);
    // What an execution that has just begun can't be asked for.
    expect(['retry_not_allowed', 'approval_not_pending', undefined]).toContain(code);
  });
});

function resolved(schema: JsonObject): JsonObject {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? (documentedSchemas[reference.replace('#/$defs/', '')] ?? {}) : schema;
}

function requiredOf(schema: JsonObject): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonObject>;
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
}

/** A value that a schema accepts. */
function sampleOf(schema: JsonObject): unknown {
  const { type, enum: values, example, format, items, minimum } = resolved(schema);
  if (example !== undefined) return example;
  if (Array.isArray(values)) return values[0];
  if (type === 'array') return [sampleOf(items as JsonObject)];
  if (type === 'object') return {};
  if (type === 'boolean') return true;
  if (type === 'integer') return minimum ?? 1;
  return format === 'date-time' ? '2026-01-31T08:00:00Z' : 'some-value';
}

function pathOf({ template, parameters }: DocumentedOperation, wanted?: DocumentedParameter): string {
  const path = template.replace(/\{\w+\}/g, 'app');
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required === true);
  const query = new Set([...required, ...(wanted === undefined ? [] : [wanted])]);
  return `${path}?${[...query].map(({ name, schema }) => `${name}=${[sampleOf(schema)].flat().join()}`).join('&')}`;
}
