import type { JsonSchema } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { actionGroupOf, eventOf, KINDS } from './support/agent-events.ts';
import { decodeEvent } from './support/decode-event.ts';

const ASKED = Symbol('asked again');
const LEFT_OUT = Symbol('left out');

const TEXT: JsonSchema = { type: 'string' };
const ENVIRONMENT: JsonSchema = { type: 'string', enum: ['dev', 'prod'] };
const NAME: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9-]*$' };
const INTEGER: JsonSchema = { type: 'integer' };
const NUMBER: JsonSchema = { type: 'number' };
const BOOLEAN: JsonSchema = { type: 'boolean' };
const DATE: JsonSchema = { type: 'string', format: 'date' };
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const objectOf = (
  properties: Readonly<Record<string, JsonSchema>>,
  required = Object.keys(properties),
): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

type Row = readonly [schema: JsonSchema, sent: unknown, expected: unknown];

const TEXTS: readonly Row[] = [
  [TEXT, 'dev', 'dev'],
  [TEXT, '', ''],
  [TEXT, '42', '42'],
  [TEXT, '01', '01'],
  [TEXT, '1.10', '1.10'],
  [TEXT, 'true', 'true'],
  [TEXT, ' spaced ', ' spaced '],
  [TEXT, '[a, b]', '[a, b]'],
  [TEXT, '{"a":1}', '{"a":1}'],
  [TEXT, '<item>a</item>', '<item>a</item>'],
  [TEXT, 'a, b', 'a, b'],
  [TEXT, 'say "hi"', 'say "hi"'],
  [TEXT, '"open', '"open'],
  [TEXT, 'Grüße 🚀 日本語', 'Grüße 🚀 日本語'],
  [TEXT, 'line\nline', 'line\nline'],
  [TEXT, '"dev"', ASKED],
  [TEXT, '"\\"dev\\""', ASKED],
  [TEXT, 'null', ASKED],
  [TEXT, 7, ASKED],
  [TEXT, 1.1, ASKED],
  [TEXT, true, ASKED],
  [TEXT, ['a'], ASKED],
  [TEXT, { a: 1 }, ASKED],
  [TEXT, null, LEFT_OUT],
  [{ ...TEXT, nullable: true }, null, null],
  [{ type: ['string', 'null'] } as never, null, null],
  [{ ...TEXT, minLength: 1 }, '', LEFT_OUT],
  [ENVIRONMENT, 'dev', 'dev'],
  [ENVIRONMENT, '"dev"', 'dev'],
  [ENVIRONMENT, '"\\"dev\\""', 'dev'],
  [ENVIRONMENT, 'staging', 'staging'],
  [ENVIRONMENT, '"staging"', ASKED],
  [ENVIRONMENT, 'null', LEFT_OUT],
  [ENVIRONMENT, '', LEFT_OUT],
  [NAME, 'null', ASKED],
  [NAME, '"web-1"', 'web-1'],
  [DATE, '2026-01-31', '2026-01-31'],
  [DATE, '"2026-01-31"', '2026-01-31'],
  [DATE, 20260131, ASKED],
];

const NUMBERS: readonly Row[] = [
  [INTEGER, '42', 42],
  [INTEGER, ' 42 ', 42],
  [INTEGER, '-3', -3],
  [INTEGER, '0', 0],
  [INTEGER, '-0', 0],
  [INTEGER, '3.0', 3],
  [INTEGER, '1e3', 1000],
  [INTEGER, '1.0E7', 10_000_000],
  [INTEGER, '"42"', 42],
  [INTEGER, '"\\"42\\""', 42],
  [INTEGER, 42, 42],
  [INTEGER, '9007199254740991', 9_007_199_254_740_991],
  [INTEGER, '9007199254740993', ASKED],
  [INTEGER, '123456789012345678901234567890', ASKED],
  [INTEGER, 2 ** 60, ASKED],
  [INTEGER, 3.5, ASKED],
  [INTEGER, '3.5', ASKED],
  [INTEGER, '007', ASKED],
  [INTEGER, '+7', ASKED],
  [INTEGER, '0x10', ASKED],
  [INTEGER, '1,000', ASKED],
  [INTEGER, '1_000', ASKED],
  [INTEGER, '٣', ASKED],
  [INTEGER, 'two', ASKED],
  [INTEGER, '[3]', ASKED],
  [INTEGER, [3], ASKED],
  [INTEGER, true, ASKED],
  [INTEGER, '', LEFT_OUT],
  [INTEGER, '  ', LEFT_OUT],
  [INTEGER, 'null', LEFT_OUT],
  [INTEGER, null, LEFT_OUT],
  [{ ...INTEGER, nullable: true }, 'null', null],
  [NUMBER, '2.5', 2.5],
  [NUMBER, '-2.5e-3', -0.0025],
  [NUMBER, '80507', 80_507],
  [NUMBER, '"2.5"', 2.5],
  [NUMBER, 2.5, 2.5],
  [NUMBER, '1e21', 1e21],
  [NUMBER, '0.30000000000000004', 0.300_000_000_000_000_04],
  [NUMBER, '9007199254740993', ASKED],
  [NUMBER, '0.1000000000000000055', ASKED],
  [NUMBER, '1e-400', ASKED],
  [NUMBER, '1e999', ASKED],
  [NUMBER, 'Infinity', ASKED],
  [NUMBER, 'NaN', ASKED],
  [NUMBER, '.5', ASKED],
  [NUMBER, '2,5', ASKED],
  [NUMBER, '2.5 GB', ASKED],
];

const BOOLEANS: readonly Row[] = [
  [BOOLEAN, 'true', true],
  [BOOLEAN, 'false', false],
  [BOOLEAN, 'True', true],
  [BOOLEAN, 'FALSE', false],
  [BOOLEAN, ' true ', true],
  [BOOLEAN, '"true"', true],
  [BOOLEAN, true, true],
  [BOOLEAN, false, false],
  [BOOLEAN, 'yes', ASKED],
  [BOOLEAN, '1', ASKED],
  [BOOLEAN, 1, ASKED],
  [BOOLEAN, '', LEFT_OUT],
  [BOOLEAN, 'null', LEFT_OUT],
];

const LISTS: readonly Row[] = [
  [listOf(TEXT), '["a","b"]', ['a', 'b']],
  [listOf(TEXT), ' [ "a, b" , "c=d" ] ', ['a, b', 'c=d']],
  [listOf(TEXT), '[]', []],
  [listOf(TEXT), '"[\\"a\\",\\"b\\"]"', ['a', 'b']],
  [listOf(TEXT), '"\\"[\\\\\\"a\\\\\\"]\\""', ['a']],
  [listOf(TEXT), ['a'], ['a']],
  [listOf(TEXT), ['a', null], ASKED],
  [listOf(TEXT), ['a', 1], ASKED],
  [listOf(TEXT), '[sessions]', ['sessions']],
  [listOf(TEXT), '[HL7 CDA]', ['HL7 CDA']],
  [listOf(TEXT), '"[sessions]"', ASKED],
  [listOf(NAME), '"[sessions]"', ['sessions']],
  [listOf(TEXT), 'sessions', ['sessions']],
  [listOf(TEXT), '<item>a</item><item>b</item>', ['a', 'b']],
  [listOf(TEXT), '<item>a, b</item>\n<item>c</item>', ['a, b', 'c']],
  [listOf(TEXT), '<item>a &amp; b</item>', ASKED],
  [listOf(TEXT), '<item> a</item>', ASKED],
  [listOf(TEXT), '<item>a</item> and <item>b</item>', ASKED],
  [listOf(TEXT), '[FHIR, HL7 CDA]', ASKED],
  [listOf(TEXT), '[a,b]', ASKED],
  [listOf(TEXT), 'a, b', ASKED],
  [listOf(TEXT), 'a b', ASKED],
  [listOf(TEXT), 'a;b', ASKED],
  [listOf(TEXT), '"a","b"', ASKED],
  [listOf(TEXT), "['a', 'b']", ASKED],
  [listOf(TEXT), '[a, null]', ASKED],
  [listOf(TEXT), '["a", b]', ASKED],
  [listOf(TEXT), '[[a], [b]]', ASKED],
  [listOf(TEXT), '[1, 2]', ASKED],
  [listOf(TEXT), '["a"', ASKED],
  [listOf(TEXT), '{"a":1}', ASKED],
  [listOf(TEXT), '', ASKED],
  [listOf(TEXT), 'null', ASKED],
  [listOf(TEXT), null, LEFT_OUT],
  [listOf(NAME), '[api, web]', ['api', 'web']],
  [listOf(NAME), '[api,web]', ['api', 'web']],
  [listOf(NAME), 'api, web', ['api', 'web']],
  [listOf(NAME), 'api,web', ['api', 'web']],
  [listOf(NAME), '"api","web"', ['api', 'web']],
  [listOf(NAME), 'api web', ASKED],
  [listOf(NAME), '[Api, web]', ASKED],
  [listOf(ENVIRONMENT), '[dev, prod]', ['dev', 'prod']],
  [listOf(ENVIRONMENT), '[dev, qa]', ASKED],
  [listOf(ENVIRONMENT), '["dev","qa"]', ['dev', 'qa']],
  [listOf({ ...TEXT, pattern: '^\\d+$' }), '[01, 2]', ['01', '2']],
  [listOf({ ...TEXT, pattern: '^\\d+$' }), '[1, 2]', ['1', '2']],
  [listOf({ ...TEXT, pattern: 'a' }), '[a, ba]', ASKED],
  [listOf(DATE), '[2026-01-01, 2026-02-01]', ['2026-01-01', '2026-02-01']],
  [listOf(INTEGER), '[1, 2]', [1, 2]],
  [listOf(INTEGER), '1, 2', [1, 2]],
  [listOf(INTEGER), '1,2', [1, 2]],
  [listOf(INTEGER), '7', [7]],
  [listOf(INTEGER), '["1","2"]', [1, 2]],
  [listOf(INTEGER), '<item>1</item><item>2</item>', [1, 2]],
  [listOf(INTEGER), '[1, 2.5]', ASKED],
  [listOf(INTEGER), '[9007199254740993]', ASKED],
  [listOf(INTEGER), 'null', LEFT_OUT],
  [listOf(BOOLEAN), '[true, false]', [true, false]],
  [listOf(BOOLEAN), 'True, False', [true, false]],
  [listOf({ ...INTEGER, nullable: true }), '[1, null]', [1, null]],
  [listOf(listOf(INTEGER)), '[[1, 2], [3]]', [[1, 2], [3]]],
  [listOf(listOf(NAME)), '[[a, b], [c]]', [['a', 'b'], ['c']]],
  [listOf(objectOf({ a: INTEGER })), '[{"a":1}]', [{ a: 1 }]],
  [listOf(objectOf({ a: INTEGER })), '{"a":1}', ASKED],
  [
    listOf(objectOf({ channel_group: TEXT, sessions: INTEGER })),
    '[{channel_group=Organic Search, sessions=80507}]',
    [{ channel_group: 'Organic Search', sessions: 80_507 }],
  ],
  [
    listOf(objectOf({ id: INTEGER, ok: BOOLEAN })),
    '[{id=1, ok=true}, {id=2, ok=false}]',
    [
      { id: 1, ok: true },
      { id: 2, ok: false },
    ],
  ],
];

const OBJECTS: readonly Row[] = [
  [objectOf({ a: TEXT }), '{"a":"b"}', { a: 'b' }],
  [objectOf({ a: TEXT }), '"{\\"a\\":\\"b\\"}"', { a: 'b' }],
  [objectOf({ a: TEXT }), { a: 'b' }, { a: 'b' }],
  [objectOf({ a: TEXT }), { a: '"b"' }, { a: '"b"' }],
  [objectOf({ a: INTEGER }), '{"a":"3"}', { a: 3 }],
  [objectOf({ a: TEXT }), '{"a":3}', ASKED],
  [objectOf({ a: INTEGER }), '{"a":null}', ASKED],
  [objectOf({ a: INTEGER }), '{"a":1,"b":{"c":[1]}}', { a: 1, b: { c: [1] } }],
  [objectOf({ a: TEXT }), '{"a":"dev","a":"prod"}', ASKED],
  [objectOf({ a: TEXT }), '{"a":"b\\":","c":{"a":"{\\"a\\":1}"}}', { a: 'b":', c: { a: '{"a":1}' } }],
  [objectOf({}), '{}', {}],
  [objectOf({ type: TEXT, text: TEXT }), '{type=TEXT, text=Hello}', { type: 'TEXT', text: 'Hello' }],
  [objectOf({ type: TEXT, text: TEXT }), '{type=TEXT, text=Hello, World}', { type: 'TEXT', text: 'Hello, World' }],
  [objectOf({ type: TEXT, text: TEXT }), '{type=TEXT, text=a=b}', { type: 'TEXT', text: 'a=b' }],
  [objectOf({ type: TEXT, text: TEXT }), '{type=TEXT, text=a, b=c}', ASKED],
  [
    { ...objectOf({ type: TEXT, text: TEXT }), additionalProperties: false },
    '{type=T, text=a, b=c}',
    { type: 'T', text: 'a, b=c' },
  ],
  [objectOf({ type: TEXT, text: TEXT }, []), '{type=TEXT, text=Hello}', ASKED],
  [objectOf({ type: NAME, text: TEXT }, []), '{type=text, text=Hello}', { type: 'text', text: 'Hello' }],
  [objectOf({ min: INTEGER, max: INTEGER }, []), '{min=1, max=3}', { min: 1, max: 3 }],
  [objectOf({ min: INTEGER, max: INTEGER }, []), '{min=1, max=null}', ASKED],
  [objectOf({ name: NAME, tags: listOf(NAME) }), '{name=web, tags=[a, b]}', { name: 'web', tags: ['a', 'b'] }],
  [objectOf({ size: objectOf({ cpu: INTEGER }) }), '{size={cpu=2}}', { size: { cpu: 2 } }],
  [objectOf({ a: TEXT }), '{a="b"}', ASKED],
  [objectOf({ a: TEXT }), '{a=null}', ASKED],
  [objectOf({ a: TEXT }), "{'a': 'b'}", ASKED],
  [objectOf({ a: TEXT }), '{"a":"b"', ASKED],
  [objectOf({ a: TEXT }), '["a"]', ASKED],
  [objectOf({ a: TEXT }), ['a'], ASKED],
  [objectOf({ a: TEXT }), 'a=b', ASKED],
  [objectOf({ a: TEXT }), '', LEFT_OUT],
  [objectOf({ a: TEXT }), 'null', LEFT_OUT],
  [{ type: 'object' }, '{colour=green}', { colour: 'green' }],
  [{ type: 'object' }, '{size=3}', ASKED],
  [{ type: 'object' }, '{"size":3}', { size: 3 }],
];

const UNIONS: readonly Row[] = [
  [{ anyOf: [INTEGER, { type: 'null' }] }, '3', 3],
  [{ anyOf: [INTEGER, { type: 'null' }] }, 'null', null],
  [{ oneOf: [INTEGER, BOOLEAN] }, 'true', true],
  [{ oneOf: [INTEGER, BOOLEAN] }, 3, 3],
  [{ oneOf: [INTEGER, TEXT] }, '3', ASKED],
  [{ oneOf: [INTEGER, TEXT] }, 'three', 'three'],
  [{ type: 'object', allOf: [objectOf({ a: INTEGER }), objectOf({ b: NAME })] }, '{a=1, b=x}', { a: 1, b: 'x' }],
];

describe.each(KINDS)('a value in an event of the kind %s', (kind) => {
  it.each<Row>([...TEXTS, ...NUMBERS, ...BOOLEANS, ...LISTS, ...OBJECTS, ...UNIONS])(
    'declared as %j: %j',
    (schema, sent, expected) => {
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
    },
  );
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
