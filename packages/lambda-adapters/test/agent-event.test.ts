import type { FieldError } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openApiFormat } from '../src/agent-event/open-api-event.ts';
import type { ToolCall } from '../src/agent-event/tool-call.ts';
import { createToolHandler } from '../src/agent-event/tool-handler.ts';
import type { ToolReply } from '../src/agent-event/tool-reply.ts';
import { contextFor, opened, recordingLogger } from './support/lambda.ts';
import { openApiEvent, texts } from './support/open-api-event.ts';

const REFUSED = Symbol('refused');

function decodeOne(type: string | undefined, value: unknown): unknown {
  const event = openApiEvent({ path: '/x', method: 'POST', properties: [{ name: 'field', type, value }] });
  const { call, faults } = openApiFormat.decode(event);
  if (faults.length === 0) return call.arguments['field'];
  expect(faults).toEqual([{ field: 'field', message: expect.stringMatching(/^must be /) }]);
  expect(call.arguments).not.toHaveProperty('field');
  return REFUSED;
}

describe('a value is decoded by its declared type', () => {
  it.each<[string | undefined, unknown, unknown]>([
    ['string', 'dev', 'dev'],
    ['string', '', ''],
    ['string', '42', '42'],
    ['string', 'true', 'true'],
    ['string', ' spaced ', ' spaced '],
    ['string', '"quoted"', '"quoted"'],
    ['string', '[a, b]', '[a, b]'],
    ['string', 'Grüße 🚀', 'Grüße 🚀'],
    ['string', 7, '7'],
    ['string', ['a'], REFUSED],
    ['String', 'dev', 'dev'],
    [undefined, 'dev', 'dev'],
    [undefined, '42', '42'],
    ['date', '2026-01-01', '2026-01-01'],
    ['integer', '42', 42],
    ['integer', ' 42 ', 42],
    ['integer', '-3', -3],
    ['integer', '0', 0],
    ['integer', '3.0', 3],
    ['integer', '1e3', 1000],
    ['integer', '"42"', 42],
    ['integer', 42, 42],
    ['integer', '3.5', REFUSED],
    ['integer', '007', REFUSED],
    ['integer', '0x10', REFUSED],
    ['integer', '1,000', REFUSED],
    ['integer', 'two', REFUSED],
    ['integer', '', REFUSED],
    ['integer', '9007199254740993', REFUSED],
    ['integer', 'NaN', REFUSED],
    ['number', '2.5', 2.5],
    ['number', '-2.5e-3', -0.0025],
    ['number', '"2.5"', 2.5],
    ['number', 2.5, 2.5],
    ['number', '2,5', REFUSED],
    ['number', 'Infinity', REFUSED],
    ['number', '1e999', REFUSED],
    ['number', '.5', REFUSED],
    ['number', '', REFUSED],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', 'True', true],
    ['boolean', 'FALSE', false],
    ['boolean', ' true ', true],
    ['boolean', '"true"', true],
    ['boolean', true, true],
    ['boolean', 'yes', REFUSED],
    ['boolean', '1', REFUSED],
    ['boolean', '', REFUSED],
    ['array', '["a","b"]', ['a', 'b']],
    ['array', '[]', []],
    ['array', '[1, 2]', [1, 2]],
    ['array', '[{"a":1}]', [{ a: 1 }]],
    ['array', '"[\\"a\\",\\"b\\"]"', ['a', 'b']],
    ['array', '[FHIR, HL7 CDA]', ['FHIR', 'HL7 CDA']],
    ['array', '[sessions]', ['sessions']],
    ['array', '"[a, b]"', ['a', 'b']],
    ['array', ['a'], ['a']],
    ['array', '[a,b]', REFUSED],
    ['array', '[a, , b]', REFUSED],
    ['array', '[a, null]', REFUSED],
    ['array', '[a, "b"]', REFUSED],
    ['array', '[[a], [b]]', REFUSED],
    ['array', '[{channel_group=Organic Search, sessions=80507}]', REFUSED],
    ['array', 'a, b', REFUSED],
    ['array', 'a', REFUSED],
    ['array', '<item>a</item><item>b</item>', REFUSED],
    ['array', '[<item>a</item>]', REFUSED],
    ['array', '{"a":1}', REFUSED],
    ['array', '', REFUSED],
    ['array', 'null', REFUSED],
    ['object', '{"a":{"b":[1]}}', { a: { b: [1] } }],
    ['object', '{}', {}],
    ['object', '"{\\"a\\":1}"', { a: 1 }],
    ['object', { a: 1 }, { a: 1 }],
    ['object', '{type=TEXT, text=Hello}', REFUSED],
    ['object', '{"a":1', REFUSED],
    ['object', '["a"]', REFUSED],
    ['object', 'null', REFUSED],
    ['object', '', REFUSED],
  ])('%s from %j', (type, value, expected) => {
    expect(decodeOne(type, value)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['integer', 'a whole number in digits, for example 3'],
    ['boolean', 'true or false'],
    ['array', 'a JSON array, for example ["first", "second"]'],
    ['object', 'a JSON object, for example {"name": "value"}'],
  ])('and where it cannot be, the form of %s is shown', (type, form) => {
    const event = openApiEvent({ path: '/x', method: 'POST', properties: [{ name: 'f', type, value: '{a=b}' }] });
    expect(openApiFormat.decode(event).faults[0]?.message).toContain(form);
  });

  it('which any JSON survives, encoded once or twice', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
        fc.boolean(),
        (value, twice) => {
          const json = JSON.stringify(value);
          const type = Array.isArray(value) ? 'array' : 'object';
          expect(decodeOne(type, twice ? JSON.stringify(json) : json)).toEqual(JSON.parse(json));
        },
      ),
    );
  });

  it('which any number and any text survives', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), (number, text) => {
        expect(decodeOne('number', JSON.stringify(number))).toBe(JSON.parse(JSON.stringify(number)));
        expect(decodeOne('string', text)).toBe(text);
      }),
    );
  });

  it('and never throws, whatever came', () => {
    const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object', 'any', undefined);
    const values = fc.oneof(
      fc.string(),
      fc.jsonValue(),
      fc.json(),
      fc.string().map((text) => `[${text}]`),
    );
    fc.assert(
      fc.property(types, values, (type, value) => {
        const { call, faults } = openApiFormat.decode(
          openApiEvent({ path: '/x', method: 'POST', parameters: [{ name: '__proto__', type, value }] }),
        );
        expect(Object.keys(call.arguments).length + faults.length).toBe(value === null ? 0 : 1);
        expect(Object.getPrototypeOf(call.arguments)).toBe(Object.prototype);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is absent', () => {
  const bare = openApiEvent({ path: '/x', method: 'GET' });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['no parameters and no body', {}, {}],
    ['empty parameters', { parameters: [] }, {}],
    ['null parameters', { parameters: null, requestBody: null }, {}],
    ['a body without content', { requestBody: {} }, {}],
    ['content without properties', { requestBody: { content: { 'application/json': {} } } }, {}],
    ['content of null', { requestBody: { content: { 'application/json': null } } }, {}],
    ['a parameter without a value', { parameters: [{ name: 'a', type: 'string' }] }, {}],
    ['a parameter with the value null', { parameters: [{ name: 'a', type: 'integer', value: null }] }, {}],
    ['a parameter without a type', { parameters: [{ name: 'a', value: '1' }] }, { a: '1' }],
    [
      'another media type',
      { requestBody: { content: { 'text/plain': { properties: [{ name: 'a', type: 'integer', value: '1' }] } } } },
      { a: 1 },
    ],
    [
      'two media types that say the same',
      {
        requestBody: {
          content: {
            'application/json': { properties: [{ name: 'a', type: 'integer', value: '1' }] },
            'application/xml': { properties: [{ name: 'a', type: 'integer', value: '1' }] },
          },
        },
      },
      { a: 1 },
    ],
    ['no agent', { agent: undefined }, {}],
    ['null attributes', { sessionAttributes: null, promptSessionAttributes: null }, {}],
    ['no attributes', { sessionAttributes: undefined, promptSessionAttributes: undefined }, {}],
  ])('is no fault: %s', (_, change, expected) => {
    const { call, faults } = openApiFormat.decode(JSON.parse(JSON.stringify({ ...bare, ...change })));
    expect(faults).toEqual([]);
    expect(call.arguments).toEqual(expected);
    expect(call.sessionAttributes).toEqual({});
  });

  it('is not made up where a name comes with two values', () => {
    const event = openApiEvent({
      path: '/x',
      method: 'POST',
      parameters: texts({ environment: 'dev' }),
      properties: texts({ environment: 'prod' }),
    });
    const faults: readonly FieldError[] = [{ field: 'environment', message: expect.stringContaining('given twice') }];
    expect(openApiFormat.decode(event).faults).toEqual(faults);
  });
});

describe('a tool', () => {
  const logger = recordingLogger();
  const handle = (answer: (call: ToolCall) => ToolReply, maxReplyBytes?: number) =>
    createToolHandler({
      service: 'test',
      options: { logger, maxReplyBytes },
      createTool: () => async (call) => answer(call),
    });
  const event = openApiEvent({
    path: '/executions/{execution_id}',
    method: 'GET',
    parameters: texts({ execution_id: 'exec-1' }),
    sessionAttributes: { kept: '1', changed: '1' },
  });

  it('is given the call and answers in the envelope of the request, attributes merged', async () => {
    const reply = await handle((call) => ({
      status: 200,
      body: { got: call.arguments },
      sessionAttributes: { changed: '2', added: '3' },
    }))(event, contextFor(10_000));
    expect(reply).toEqual({
      messageVersion: '1.0',
      response: {
        actionGroup: 'bootstrap',
        apiPath: '/executions/{execution_id}',
        httpMethod: 'GET',
        httpStatusCode: 200,
        responseBody: { 'application/json': { body: '{"got":{"execution_id":"exec-1"}}' } },
      },
      sessionAttributes: { kept: '1', changed: '2', added: '3' },
      promptSessionAttributes: {},
    });
  });

  it('logs one line for an invocation', async () => {
    logger.lines.length = 0;
    await handle(() => ({ status: 200, body: { status: 'running' } }))(event, contextFor(10_000));
    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'The invocation was answered',
        fields: {
          function_request_id: 'request-1',
          session_id: 'session-1',
          agent: 'bootstrap',
          action_group: 'bootstrap',
          operation: 'GET /executions/{execution_id}',
          execution_id: 'exec-1',
          outcome: 'running',
          status: 200,
          duration_ms: expect.any(Number),
        },
      },
    ]);
  });

  it('that throws becomes a reply without what was thrown', async () => {
    const failing = handle(() => {
      throw new Error('connect ECONNREFUSED 10.0.0.7:5432 with password hunter2');
    });
    const { status, body } = opened(await failing(event, contextFor(10_000)));
    expect({ status, body }).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify([body, logger.lines])).not.toMatch(/10\.0\.0\.7|hunter2/);
  });

  it('is not called with arguments that cannot be decoded; the model is told what to send', async () => {
    const called = openApiEvent({
      path: '/x',
      method: 'POST',
      properties: [
        { name: 'replicas', type: 'integer', value: 'two' },
        { name: 'tags', type: 'array', value: '[a,b]' },
      ],
    });
    const tool = handle(() => {
      throw new Error('called');
    });
    const { status, body } = opened(await tool(called, contextFor(10_000)));
    expect(status).toBe(400);
    expect(body).toEqual({
      code: 'invalid_parameters',
      message: expect.stringMatching(/^Call this again with these mended: replicas must be .*; tags must be /),
      errors: [
        { field: 'replicas', message: expect.any(String) },
        { field: 'tags', message: expect.any(String) },
      ],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /has the keys: none/],
    ['a test event', { key1: 'value1' }, /messageVersion.*keys: key1/],
    ['an HTTP request', { version: '2.0', rawPath: '/' }, /keys: version, rawPath/],
    ['a function-details group', { messageVersion: '1.0', function: 'f' }, /OpenAPI document instead of functions/],
    ['another message version', { ...event, messageVersion: '2.0' }, /messageVersion/],
    ['no session', { ...event, sessionId: undefined }, /sessionId/],
    ['parameters that are no list', { ...event, parameters: { a: '1' } }, /parameters/],
  ])('throws a clear error for an event that is not ours: %s', async (_, foreign, reason) => {
    const tool = handle(() => ({ status: 200, body: {} }));
    await expect(tool(foreign, contextFor(10_000))).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringMatching(reason),
    });
  });

  it('that is given any event at all replies, or says that the event is not ours', async () => {
    const tool = handle(() => ({ status: 200, body: {} }));
    const near = fc.record(
      {
        messageVersion: fc.constant('1.0'),
        apiPath: fc.string(),
        httpMethod: fc.string(),
        actionGroup: fc.string(),
        sessionId: fc.string(),
        parameters: fc.anything(),
        requestBody: fc.anything(),
        agent: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), near), async (anything) => {
        const outcome = await tool(anything, contextFor(10_000)).then(
          (reply) => reply.messageVersion,
          (error: { code?: unknown }) => error.code,
        );
        expect(['1.0', 'invalid_request']).toContain(outcome);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a reply that is too long', () => {
  const logger = recordingLogger();
  const event = openApiEvent({ path: '/x', method: 'GET', sessionAttributes: { a: 'b' } });
  const fit = async (body: Record<string, unknown>, maxReplyBytes?: number) => {
    const tool = createToolHandler({
      service: 'test',
      options: { logger, maxReplyBytes },
      createTool: () => async () => ({ status: 200, body }),
    });
    const reply = await tool(event, contextFor(10_000));
    return { size: Buffer.byteLength(JSON.stringify(reply)), body: opened(reply).body };
  };

  it('is left alone within 24,000 bytes, and shortened beyond', async () => {
    const { size: empty } = await fit({ content: '' });
    const fitting = 'x'.repeat(24_000 - empty);
    expect((await fit({ content: fitting })).body).toEqual({ content: fitting });
    const beyond = await fit({ content: `${fitting}x` });
    expect(beyond.size).toBeLessThanOrEqual(24_000);
    expect(beyond.body['content']).toMatch(/\[… \d+ characters left out …\]/);
  });

  it('loses the middle of its longest text and keeps the rest, in bytes of UTF-8', async () => {
    const log = `first line ${'"🚀"\n'.repeat(20_000)} last line`;
    const { size, body } = await fit({ message: 'Failed.', execution_id: 'exec-1', failure: { log_tail: log } });
    expect(size).toBeLessThanOrEqual(24_000);
    expect(size).toBeGreaterThan(23_000);
    expect(body).toMatchObject({ message: 'Failed.', execution_id: 'exec-1' });
    const { log_tail: tail } = body['failure'] as { log_tail: string };
    expect(tail).toMatch(/^first line/);
    expect(tail).toMatch(/last line$/);
    expect(tail.isWellFormed()).toBe(true);
  });

  it('loses the end of its lists where texts are not what is long, and says how much', async () => {
    const entries = Array.from({ length: 1000 }, (_, index) => ({
      execution_id: `exec-${index}`,
      status: 'succeeded',
    }));
    const { size, body } = await fit({ message: 'Many.', deployed: entries, under_way: [] });
    expect(size).toBeLessThanOrEqual(24_000);
    const kept = body['deployed'] as unknown[];
    expect(kept).toEqual(entries.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(300);
    expect(body['shortened']).toContain(`${1000 - kept.length} of 1000 in deployed`);
  });

  it('keeps at least its plain fields', async () => {
    const parameters = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`p${index}`, index]));
    const { body } = await fit({ message: 'Started.', execution_id: 'exec-1', parameters });
    expect(body).toEqual({
      message: 'Started.',
      execution_id: 'exec-1',
      shortened: expect.stringContaining('parameters'),
    });
  });

  it('fits whatever it holds, and stays JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue(), { maxKeys: 20 }), async (body) => {
        const { size } = await fit({ ...body, content: 'é"\\'.repeat(2000) }, 3000);
        const plain = Object.values(body).filter((value) => typeof value !== 'object').length;
        expect(size).toBeLessThanOrEqual(plain === 0 ? 3000 : 24_000);
      }),
      { numRuns: 50 },
    );
  });
});
