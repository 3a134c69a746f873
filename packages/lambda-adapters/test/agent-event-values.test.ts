import type { JsonSchema } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { actionGroupOf, eventOf, KINDS } from './support/agent-events.ts';
import { decodeEvent } from './support/decode-event.ts';
import {
  ASKED,
  BOOLEAN,
  ENVIRONMENT,
  INTEGER,
  LEFT_OUT,
  listOf,
  NAME,
  NUMBER,
  objectOf,
  type Row,
  TEXT,
  VALUE_ROWS,
} from './support/value-rows.ts';

describe.each(KINDS)('a value in an event of the kind %s', (kind) => {
  it.each<Row>(VALUE_ROWS)('declared as %j: %j', (schema, sent, expected) => {
    const type = typeof schema.type === 'string' ? schema.type : undefined;
    const event = eventOf(kind, [{ name: 'field', type, value: sent }]);
    const decoded = decodeEvent(event, [actionGroupOf({ field: schema })]);
    if (expected === ASKED) {
      const fault = expect.objectContaining({
        field: 'field',
        message: expect.stringMatching(/^must be .+, for example /),
      });
      expect(decoded).toEqual({ arguments: {}, faults: [fault] });
    } else {
      expect(decoded).toEqual({ arguments: expected === LEFT_OUT ? {} : { field: expected }, faults: [] });
    }
  });
});

describe('without a document, the type that the event names', () => {
  it.each<readonly [type: string | undefined, sent: unknown, expected: unknown]>([
    ['string', '42', '42'],
    ['String', 'dev', 'dev'],
    ['integer', '42', 42],
    ['number', '2.5', 2.5],
    ['boolean', 'True', true],
    ['array', '["a", 1]', ['a', 1]],
    ['array', '[sessions]', ['sessions']],
    ['array', '[a, b]', ASKED],
    ['array', '[01, 02]', ASKED],
    ['array', '<item>web</item>', ['web']],
    ['object', '{"a":[1]}', { a: [1] }],
    ['object', '{a=b}', { a: 'b' }],
    ['object', '{a=1}', ASKED],
    ['date', '2026-01-01', '2026-01-01'],
    [undefined, '42', '42'],
    [undefined, { a: 1 }, { a: 1 }],
  ])('%s says how %j is read', (type, sent, expected) => {
    for (const kind of KINDS.filter((one) => one !== 'gateway')) {
      const { arguments: decoded, faults } = decodeEvent(eventOf(kind, [{ name: 'field', type, value: sent }]));
      expect(decoded).toEqual(expected === ASKED ? {} : { field: expected });
      expect(faults).toHaveLength(expected === ASKED ? 1 : 0);
    }
  });

  it('gives way to the document, which is what the pipeline takes', () => {
    const actionGroup = actionGroupOf({ tags: listOf(NAME), size: INTEGER });
    const given = [
      { name: 'tags', type: 'string', value: '[a, b]' },
      { name: 'size', type: 'string', value: '3' },
      { name: 'unknown', type: 'integer', value: '7' },
    ];
    expect(decodeEvent(eventOf('function', given), [actionGroup]).arguments).toEqual({
      tags: ['a', 'b'],
      size: 3,
      unknown: 7,
    });
  });
});

describe('what is asked again', () => {
  it.each<readonly [JsonSchema, unknown, string]>([
    [TEXT, 'null', 'must be a text with no quotes around it, left out where there is none, for example value'],
    [{ ...TEXT, example: 'eu-west-1' }, 7, 'for example eu-west-1'],
    [ENVIRONMENT, '"qa"', '(allowed: dev, prod), for example dev'],
    [INTEGER, 'two', 'must be a whole number in digits, 15 at the most, for example 3'],
    [{ ...INTEGER, minimum: 10, maximum: 20 }, 'two', 'must be a whole number from 10 to 20, for example 10'],
    [NUMBER, 'two', 'must be a number in digits, 15 at the most, for example 2.5'],
    [BOOLEAN, 'yes', 'must be true or false, for example true'],
    [
      listOf(TEXT),
      'a, b',
      'must be a JSON array, written out as text with each element in JSON, for example ["first","second"]',
    ],
    [listOf(TEXT), '[a, b]', 'what came can be read in more than one way'],
    [listOf(ENVIRONMENT), '[qa]', '(allowed: dev, prod), for example ["dev"]'],
    [listOf(INTEGER), 'two', 'for example [3]'],
    [
      objectOf({ name: { ...TEXT, example: 'web' }, size: INTEGER, tags: listOf(TEXT) }),
      'web',
      'must be a JSON object, with ":" between name and value, not "=", for example {"name":"web","size":3,"tags":["first","second"]}',
    ],
    [{ type: 'object' }, 'web', 'for example {"name":"value"}'],
    [
      { oneOf: [INTEGER, BOOLEAN] },
      'x',
      'must be a whole number in digits, 15 at the most, or true or false, for example 3',
    ],
  ])('says what is expected of %j', (schema, sent, text) => {
    const { faults } = decodeEvent(eventOf('function', [{ name: 'field', value: sent }]), [
      actionGroupOf({ field: schema }),
    ]);
    expect(faults[0]?.message).toContain(text);
  });

  it('never repeats what was sent, which may be a secret', () => {
    const { faults } = decodeEvent(eventOf('function', [{ name: 'token', type: 'integer', value: 'hunter2' }]));
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });

  it('names the allowed values apart from the text', () => {
    const { faults } = decodeEvent(eventOf('gateway', [{ name: 'field', value: 7 }]), [
      actionGroupOf({ field: ENVIRONMENT }),
    ]);
    expect(faults).toEqual([{ field: 'field', message: expect.any(String), allowed: ['dev', 'prod'] }]);
  });
});

it('a list is searched for other readings only so far, and then asked again', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `name-${index}`);
  const map = Array.from({ length: 500 }, (_, index) => `k${index}=a`).join(', ');
  for (const [schema, sent] of [
    [listOf(NAME), `[${many.join(', ')}]`],
    [{ type: 'object', additionalProperties: TEXT } as JsonSchema, `{${map}}`],
  ] as const) {
    const startedAt = performance.now();
    const { faults } = decodeEvent(eventOf('function', [{ name: 'field', value: sent }]), [
      actionGroupOf({ field: schema }),
    ]);
    expect(faults).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(500);
  }
  const json = eventOf('function', [{ name: 'field', value: JSON.stringify(many) }]);
  expect(decodeEvent(json, [actionGroupOf({ field: listOf(NAME) })]).arguments).toEqual({ field: many });
});

it('a value may be nested as deep as it likes', () => {
  const depth = 50_000;
  for (const [before, inside, after] of [
    ['[', '{}', ']'],
    ['{"a":', '1', '}'],
    ['{a=', 'b', '}'],
    ['<item>', 'b', '</item>'],
  ] as const) {
    const sent = `${before.repeat(depth)}${inside}${after.repeat(depth)}`;
    for (const type of ['array', 'object', 'string']) {
      const { arguments: decoded, faults } = decodeEvent(eventOf('function', [{ name: 'field', type, value: sent }]));
      expect(Object.keys(decoded).length + faults.length).toBe(1);
    }
  }
});
