import { type ActionGroup, type Catalog, createCatalog, type JsonSchema, type PipelineExecutor } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallReader } from '../src/agent-event/read-call.ts';
import { receiveEvent } from '../src/agent-event/receive-event.ts';
import { takenArguments } from '../src/agent-event/toolbox.ts';
import { eventOf, functionEvent, KINDS, OPERATION } from './support/agent-events.ts';
import { contextFor } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';

const ENVIRONMENT: JsonSchema = { type: 'string', enum: ['dev', 'prod'], description: 'Ask; never guess it.' };

/** A pipeline's action group. */
function groupOf(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): ActionGroup {
  const required = ['environment', ...(more.required ?? [])];
  const schema = { type: 'object', ...more, required, properties: { environment: ENVIRONMENT, ...properties } };
  const operation = { operationId: OPERATION.name, requestBody: { content: { 'application/json': { schema } } } };
  const paths = { [OPERATION.path]: { post: operation } };
  return { name: 'test', document: { openapi: '3.0.0', info: { title: 'Test' }, paths } };
}

/** What a call comes to behind a document: its arguments, or what must be mended. */
function readEvent(event: unknown, actionGroup: ActionGroup, context = contextFor(10_000)): unknown {
  const tool = { takes: takenArguments({}), answer: async () => ({ status: 200, body: {} }) };
  const readCall = createCallReader({ toolbox: () => tool, actionGroups: [actionGroup] });
  const { call, refusal } = readCall(receiveEvent(event, context));
  return refusal === undefined ? call.arguments : refusal.body['errors'];
}

const called = (values: Readonly<Record<string, unknown>>): unknown =>
  functionEvent(
    OPERATION.name,
    Object.entries(values).map(([name, value]) => ({ name, value })),
  );

const executor: Pick<PipelineExecutor, 'specificationVersion' | 'name' | 'capabilities' | 'targetSchema'> = {
  specificationVersion: 'v1',
  name: 'none',
  capabilities: { retry: false, approvals: false, webhooks: false } as PipelineExecutor['capabilities'],
  targetSchema: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
};

/** The catalog of a pipeline server over the same document. */
function serverOf(actionGroup: ActionGroup): Promise<Catalog> {
  const pipelines = { test: { executor: 'none', target: {}, environments: { dev: {}, prod: {}, lab: {} } } };
  const config = { actionGroups: ['test.yaml'], executors: { none: () => executor as PipelineExecutor }, pipelines };
  return createCatalog({ config, actionGroups: [actionGroup] });
}

const ROWS: readonly (readonly [what: string, schema: JsonSchema, sent: string, message: string])[] = [
  ['a text that is too short', { type: 'string', minLength: 3 }, 'ab', 'string to have >=3 characters'],
  ['a text that is too long', { type: 'string', maxLength: 2 }, 'abc', 'string to have <=2 characters'],
  ['a text of another pattern', { type: 'string', pattern: '^[a-z]+$' }, 'A1', 'must match pattern /^[a-z]+$/'],
  ['a number that is too small', { type: 'integer', minimum: 1 }, '0', 'expected number to be >=1'],
  ['a number that is too large', { type: 'number', maximum: 2.5 }, '2.6', 'expected number to be <=2.5'],
  [
    'the bound itself, where that is out',
    { type: 'integer', minimum: 1, exclusiveMinimum: true },
    '1',
    'expected number to be >1',
  ],
  [
    'the upper bound itself, where that is out',
    { type: 'number', exclusiveMaximum: 3 },
    '3',
    'expected number to be <3',
  ],
  ['a number between the steps', { type: 'integer', multipleOf: 5 }, '7', 'must be a multiple of 5'],
  ['too few elements', { type: 'array', items: { type: 'integer' }, minItems: 2 }, '[1]', 'array to have >=2 items'],
  ['too many elements', { type: 'array', items: { type: 'integer' }, maxItems: 1 }, '[1,2]', 'array to have <=1 items'],
  ['a text that is not offered', { type: 'string', enum: ['a', 'b'] }, 'c', 'is not one of the allowed values'],
  ['a text that is not the one', { type: 'string', enum: ['a'] }, 'c', 'is not one of the allowed values'],
];

describe('an argument is refused before anything is sent', () => {
  it.each(ROWS)('%s', (_, schema, sent, message) => {
    const described = { ...schema, description: 'What it is.', example: 'this' };
    for (const kind of KINDS) {
      const { event, context } = eventOf(kind, [
        { name: 'environment', type: 'string', value: 'dev' },
        { name: 'field', type: String(schema.type), value: sent },
      ]);
      expect(readEvent(event, groupOf({ field: described }), context)).toEqual([
        expect.objectContaining({ field: 'field', message: expect.stringContaining(message) }),
      ]);
    }
  });

  it.each(ROWS)('in the words of the server: %s', async (_, schema, sent) => {
    const group = groupOf({ field: { ...schema, description: 'What it is.', example: 'this' } });
    const value = schema.type === 'string' ? sent : JSON.parse(sent);
    const { parameterSchema } = (await serverOf(group)).pipeline('test');
    expect(readEvent(called({ environment: 'dev', field: sent }), group)).toEqual(
      parameterSchema.validate({ field: value }).errors,
    );
  });

  it('where it is missing, unknown, or within another, all at once, in the words of the server', async () => {
    const tags: JsonSchema = { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' } };
    const size: JsonSchema = {
      type: 'object',
      required: ['cpu'],
      properties: { cpu: { type: 'integer', minimum: 1 } },
    };
    const group = groupOf(
      { tags, size, other: size, name: { type: 'string', description: 'Its name.', example: 'web' } },
      { required: ['name'], additionalProperties: false },
    );
    const sent = { tags: ['ok', 'Not'], size: { cpu: 0 }, other: {}, colour: 'red' };
    const faults = readEvent(called({ environment: 'dev', ...sent }), group);
    expect(faults).toEqual(
      expect.arrayContaining([
        { field: 'tags.1', message: 'is not valid: must match pattern /^[a-z]+$/' },
        { field: 'size.cpu', message: 'is not valid: Too small: expected number to be >=1' },
        { field: 'other.cpu', message: 'is required' },
        { field: 'name', message: 'is required (Its name. For example web)' },
        {
          field: 'colour',
          message: 'is not a parameter of this pipeline',
          allowed: ['tags', 'size', 'other', 'name'],
        },
      ]),
    );
    const { errors } = (await serverOf(group)).pipeline('test').parameterSchema.validate(sent);
    expect(new Set(faults as readonly unknown[])).toEqual(new Set(errors));
  });

  it('but not a second time where it could not be decoded', () => {
    const group = groupOf({ size: { type: 'integer', minimum: 1 } }, { required: ['size'] });
    expect(readEvent(called({ environment: 'dev', size: 'two' }), group)).toEqual([
      { field: 'size', message: expect.stringContaining('must be a whole number') },
    ]);
  });

  it('and what cannot be decoded is told together with what is not allowed', () => {
    const group = groupOf({ size: { type: 'integer' }, tier: { type: 'string', enum: ['s', 'm'] } });
    expect(readEvent(called({ environment: 'dev', size: 'two', tier: 'xl' }), group)).toEqual([
      expect.objectContaining({ field: 'size' }),
      { field: 'tier', message: 'is not one of the allowed values', allowed: ['s', 'm'] },
    ]);
  });
});

describe('what is left to the server', () => {
  it.each<readonly [what: string, properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema, sent: object]>([
    ['an environment that the document does not offer', {}, {}, { environment: 'lab' }],
    ['no environment', {}, {}, {}],
    ['a required argument that has a default', { size: { default: 3 } }, { required: ['size'] }, {}],
    ['a required argument that is not declared', {}, { required: ['ghost'] }, {}],
    ['an unknown argument where others may be there', {}, {}, { colour: 'red' }],
    ['an unknown argument of a kind', {}, { additionalProperties: { type: 'string' } }, { colour: 'red' }],
    ['a pattern that is none', { name: { type: 'string', pattern: '[' } }, {}, { name: 'x' }],
    ['a format', { mail: { type: 'string', format: 'email' } }, {}, { mail: 'x' }],
    ['one of several types', { one: { oneOf: [{ type: 'integer', minimum: 5 }] } }, {}, { one: 5 }],
    ['a name that every object has', { constructor: { type: 'string' } }, {}, { toString: 'x' }],
  ])('%s', (_, properties, more, sent) => {
    expect(readEvent(called({ environment: 'dev', ...sent }), groupOf(properties, more))).toEqual({
      environment: 'dev',
      ...sent,
    });
  });

  it('is everything where no document has the operation', () => {
    expect(readEvent(functionEvent('other', texts({ anything: 'x' })), groupOf({}))).toEqual({ anything: 'x' });
  });

  it('is what must be in a body that may be left out', () => {
    const schema = { type: 'object', required: ['reason'], properties: { reason: { type: 'string', minLength: 3 } } };
    const content = { 'application/json': { schema } };
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'Which.' };
    const groupWith = (requestBody: object): ActionGroup => ({
      name: 'test',
      document: {
        openapi: '3.0.0',
        info: { title: 'Test' },
        paths: { '/things/{id}/stop': { post: { parameters: [id], requestBody } } },
      } as ActionGroup['document'],
    });
    const ask = (values: Readonly<Record<string, string>>, requestBody: object): unknown =>
      readEvent(
        openApiEvent({ path: '/things/{id}/stop', method: 'POST', parameters: texts(values) }),
        groupWith(requestBody),
      );
    expect(ask({ id: '1' }, { content })).toEqual({ id: '1' });
    expect(ask({ id: '1' }, { content, required: true })).toEqual([{ field: 'reason', message: 'is required' }]);
    expect(ask({ id: '1', reason: 'no' }, { content })).toEqual([expect.objectContaining({ field: 'reason' })]);
    expect(ask({}, { content })).toEqual([{ field: 'id', message: 'is required (Which.)' }]);
  });
});

/** Half of the keywords are there, so that about as many values are taken as refused. */
function sometimes<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

// An empty text may count as not given.
const letters = fc.string({ unit: fc.constantFrom('a', 'b', '🚀', ','), minLength: 1, maxLength: 4 });
// No schema contradicts itself: of two broken bounds, only the lower one is told here.
const lower = sometimes(fc.integer({ min: -4, max: 0 }));
const upper = sometimes(fc.integer({ min: 0, max: 4 }));
const flag = sometimes(fc.boolean());
const least = sometimes(fc.nat(2));
const most = sometimes(fc.integer({ min: 2, max: 4 }));
const textSchema = fc.record({
  minLength: least,
  maxLength: most,
  pattern: sometimes(fc.constantFrom('^[ab]+$', 'a', '.{2}')),
  nullable: flag,
});
const numberSchema = fc.record({
  minimum: lower,
  maximum: upper,
  exclusiveMinimum: fc.oneof(lower, flag),
  exclusiveMaximum: fc.oneof(upper, flag),
  multipleOf: sometimes(fc.constantFrom(1, 2, 3)),
});

/** Schemas of the keywords that are understood here, with values that may be valid or not. */
const cases: fc.Arbitrary<readonly [JsonSchema, unknown]> = fc.oneof(
  fc.tuple(
    textSchema.map((schema) => ({ type: 'string', ...schema })),
    letters,
  ),
  fc.tuple(
    numberSchema.map((schema) => ({ type: 'integer', ...schema })),
    fc.integer({ min: -4, max: 4 }),
  ),
  fc.tuple(
    // Whether a fraction is a multiple is left to the server, since remainders are rounded.
    numberSchema.map((schema) => ({ type: 'number', ...schema, multipleOf: undefined })),
    fc.integer({ min: -8, max: 8 }).map((n) => n / 2),
  ),
  fc.tuple(
    fc.uniqueArray(letters, { minLength: 1, maxLength: 3 }).map((values) => ({ type: 'string', enum: values })),
    letters,
  ),
  fc.tuple(
    fc.tuple(textSchema, least, most).map(([items, minItems, maxItems]) => ({
      type: 'array',
      items: { type: 'string', ...items },
      minItems,
      maxItems,
    })),
    fc.array(letters, { maxLength: 4 }),
  ),
  fc.tuple(
    fc.tuple(textSchema, numberSchema, fc.boolean(), fc.subarray(['a', 'b'])).map(([a, b, isClosed, required]) => ({
      type: 'object',
      required,
      properties: { a: { type: 'string', ...a }, b: { type: 'integer', ...b } },
      ...(isClosed ? { additionalProperties: false } : {}),
    })),
    fc.record({ a: letters, b: fc.integer({ min: -4, max: 4 }), c: letters }, { requiredKeys: [] }),
  ),
);

it('a value is refused exactly where the server refuses it, with at least what the server says', async () => {
  const outcomes = { taken: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(cases, async ([schema, value]) => {
      const group = groupOf({ field: JSON.parse(JSON.stringify(schema)) });
      const { parameterSchema } = (await serverOf(group)).pipeline('test');
      const { errors } = parameterSchema.validate({ field: value });
      const read = readEvent(called({ environment: 'dev', field: value }), group);
      outcomes[errors === undefined ? 'taken' : 'refused'] += 1;
      if (errors === undefined) {
        expect(read).toEqual({ environment: 'dev', field: value });
        return;
      }
      // The server stops at a list that is too long, and names the pipeline for an object's unknown property.
      const said = errors.filter(({ message }) => message !== 'is not a parameter of this pipeline');
      expect(read).toEqual(expect.arrayContaining(said));
      expect(read).toContainEqual(expect.objectContaining({ field: expect.stringMatching(/^field/) }));
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(outcomes.taken, outcomes.refused)).toBeGreaterThan(400);
}, 60_000);
