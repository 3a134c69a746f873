import { createRequire } from 'node:module';
import type { JsonSchema, OpenApiDocument } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readActionGroupFile, readCommonActionGroups, toBedrockDocument, toGatewayTools } from '../src/index.ts';

const require = createRequire(import.meta.url);

function documentWith(schema: JsonSchema, more: Record<string, unknown> = {}): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: { title: 'Network' },
    paths: {
      '/pipelines/network/executions': {
        post: {
          operationId: 'execute-network-pipeline',
          description: 'Builds the network.',
          requestBody: { content: { 'application/json': { schema } } },
          ...more,
        },
      },
    },
  };
}

/** The schema that Bedrock is given of a value. */
function exported(value: JsonSchema): unknown {
  const document = toBedrockDocument(documentWith({ type: 'object', properties: { value } }));
  const operation = document.paths['/pipelines/network/executions']?.['post'];
  return operation?.requestBody?.content?.['application/json']?.schema?.properties?.['value'];
}

function keysOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [...(Array.isArray(node) ? [] : [key]), ...keysOf(value)]);
}

describe('a schema for agents', () => {
  it.each([
    [
      { type: 'string', description: 'Where to.', enum: ['dev', 'prod'] },
      { type: 'string', description: 'Where to. Allowed values: dev, prod.' },
    ],
    [{ enum: [1, 2] }, { type: 'number', description: 'Allowed values: 1, 2.' }],
    [{ const: 'dev' }, { type: 'string', description: 'Allowed values: dev.' }],
    [{ type: ['string', 'null'] as never }, { type: 'string' }],
    [{ anyOf: [{ type: 'null' }, { type: 'integer', minimum: 1 }] }, { type: 'integer', description: 'At least: 1.' }],
    [
      { type: 'integer', minimum: 0, exclusiveMinimum: true, maximum: 9 },
      { type: 'integer', description: 'More than: 0. At most: 9.' },
    ],
    [
      { type: 'number', exclusiveMaximum: 1 },
      { type: 'number', description: 'Less than: 1.' },
    ],
    [
      { type: 'string', pattern: '^a$', default: 'a', format: 'date' },
      { type: 'string', description: 'Format: date. Must match: ^a$. Default: "a".' },
    ],
    [{ type: 'array' }, { type: 'array', items: { type: 'string' } }],
    [
      {
        allOf: [{ properties: { one: { type: 'string' } }, required: ['one'] }],
        properties: { two: { type: 'string' } },
      },
      { type: 'object', properties: { one: { type: 'string' }, two: { type: 'string' } }, required: ['one'] },
    ],
    [
      { type: 'object', properties: {}, required: ['gone'] },
      { type: 'object', properties: {} },
    ],
    [{ type: 'string', writeOnly: true, 'x-order': 1 }, { type: 'string' }],
  ] satisfies readonly (readonly [JsonSchema, unknown])[])('of %j is %j', (schema, expected) => {
    expect(exported(schema)).toEqual(expected);
  });

  it('has none of the keywords that Bedrock or AgentCore Gateway refuse, whatever the document has', () => {
    const leaf = fc.record(
      {
        type: fc.constantFrom('string', 'integer', 'boolean', 'number'),
        description: fc.string(),
        enum: fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1 }),
        default: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
        nullable: fc.boolean(),
        'x-order': fc.integer(),
      },
      { requiredKeys: [] },
    );
    const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        leaf as fc.Arbitrary<JsonSchema>,
        fc.record(
          {
            type: fc.constantFrom('object', 'array'),
            properties: fc.dictionary(fc.constantFrom('a', 'b', 'toString'), tie('schema'), { maxKeys: 2 }),
            items: tie('schema'),
            required: fc.array(fc.constantFrom('a', 'b', 'c')),
            anyOf: fc.array(tie('schema'), { maxLength: 2 }),
            oneOf: fc.array(tie('schema'), { maxLength: 2 }),
            allOf: fc.array(tie('schema'), { maxLength: 2 }),
            additionalProperties: fc.boolean(),
          },
          { requiredKeys: ['type'] },
        ) as fc.Arbitrary<JsonSchema>,
      ),
    }));
    const allowed = new Set(['type', 'description', 'properties', 'required', 'items', 'a', 'b', 'value', 'toString']);
    fc.assert(
      fc.property(schema, (value) => {
        const document = documentWith({ type: 'object', properties: { value } });
        const forBedrock = toBedrockDocument(document).paths['/pipelines/network/executions']?.['post'];
        const forGateway = toGatewayTools(document)[0]?.inputSchema;
        const body = forBedrock?.requestBody?.content?.['application/json']?.schema;
        expect(body).toEqual(forGateway);
        expect(keysOf(body).filter((key) => !allowed.has(key))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('toBedrockDocument', () => {
  it('fills references in, and ends those that lead into themselves', () => {
    const document = {
      ...documentWith({ $ref: '#/components/schemas/Body' }),
      components: {
        schemas: { Body: { type: 'object', properties: { body: { $ref: '#/components/schemas/Body' } } } },
      },
    };
    const text = JSON.stringify(toBedrockDocument(document));
    expect(text).not.toContain('$ref');
    expect(text).toContain('"body"');
  });

  it('keeps that Bedrock is to ask the user first, and no other extension', () => {
    const document = documentWith({}, { 'x-requireConfirmation': 'ENABLED', 'x-team': 'net', tags: ['net'] });
    const operation = toBedrockDocument(document).paths['/pipelines/network/executions']?.['post'];
    expect(Object.keys(operation ?? {})).toEqual([
      'operationId',
      'description',
      'x-requireConfirmation',
      'requestBody',
      'responses',
    ]);
  });

  it('gives parameters that a path has for all its operations to each of them', () => {
    const document = {
      openapi: '3.0.0',
      info: { title: 'Network' },
      paths: {
        '/networks/{name}': {
          parameters: [
            { name: 'name', in: 'path', description: 'Which one.', schema: { type: 'string', enum: ['a'] } },
          ],
          get: { operationId: 'describe-network' },
        },
      },
    } as unknown as OpenApiDocument;
    expect(toBedrockDocument(document).paths['/networks/{name}']?.['get']?.parameters).toEqual([
      {
        name: 'name',
        in: 'path',
        description: 'Which one. Allowed values: a.',
        required: true,
        schema: { type: 'string' },
      },
    ]);
    expect(toGatewayTools(document)[0]?.inputSchema.required).toEqual(['name']);
  });

  it('writes the documents that Sluice brings along', async () => {
    const groups = Object.entries(readCommonActionGroups());
    for (const name of ['bootstrap', 'compute', 'app']) {
      const path = require.resolve(`@sluice/schemas/action-groups/${name}.openapi.yaml`);
      groups.push([name as never, readActionGroupFile(path).document]);
    }
    for (const [name, document] of groups) {
      await expect(`${JSON.stringify(toBedrockDocument(document), null, 2)}\n`).toMatchFileSnapshot(
        `fixtures/bedrock/${name}.json.snap`,
      );
      await expect(`${JSON.stringify(toGatewayTools(document), null, 2)}\n`).toMatchFileSnapshot(
        `fixtures/gateway/${name}.json.snap`,
      );
    }
  });
});

describe('toGatewayTools', () => {
  it('leaves out what Bedrock would ask the user about, since a gateway asks nobody', async () => {
    const { executions } = readCommonActionGroups();
    const names = toGatewayTools(executions).map(({ name }) => name);
    expect(names).toContain('get-execution');
    expect(names).not.toContain('approve-execution');
  });
});
