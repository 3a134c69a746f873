import type { JsonSchema } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainReader } from '../src/agent-event/values/plain-reader.ts';
import { readText } from '../src/agent-event/values/read-text.ts';
import { valueTypeOf } from '../src/agent-event/values/value-type.ts';
import { actionGroupOf, eventOf, KINDS } from './support/agent-events.ts';
import { decodeEvent } from './support/decode-event.ts';
import { ENCODINGS } from './support/encodings.ts';
import { type TypedValue, typedValue } from './support/typed-values.ts';

/** How many events each of the two properties is tried with. */
const CASES = 20_000;

/**
 * What is JSON of a list or an object is taken at its word, since JSON is what is asked for. A list that another encoding
 * happens to write as JSON is read as that: Java prints a list of one empty text as the empty list.
 */
function happensToBeJson(text: unknown): boolean {
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
    return typeof value === 'string' ? happensToBeJson(value) : typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** What stands in brackets or in item elements is taken for that form, not for the one text of a bare list. */
function happensToBeAnotherForm(encoding: string, encoded: unknown, value: unknown): boolean {
  if (encoding.startsWith('comma')) return /^\s*(\[.*\]|<item>.*<\/item>)\s*$/s.test(String(encoded));
  return encoding === 'items' && /<\/?item>/.test(JSON.stringify(value));
}

/** Encodes a value; undefined where the encoding has no form of its own for it. */
function encode({ value }: TypedValue, encoding: string): unknown {
  const encoded = ENCODINGS[encoding]?.(value);
  const isJson = encoding === 'native' || encoding.startsWith('JSON') || encoding === 'elements as texts';
  if (!isJson && happensToBeJson(encoded)) return undefined;
  return happensToBeAnotherForm(encoding, encoded, value) ? undefined : encoded;
}

const reprompt = [expect.objectContaining({ field: 'field', message: expect.stringMatching(/^must be /) })];

describe('a typed value in any encoding is decoded as that value or asked again, never as another one', () => {
  it('in any kind of event, with the document that declares its type', () => {
    const outcomes = { decoded: 0, asked: 0 };
    const encodings = fc.constantFrom(...Object.keys(ENCODINGS));
    fc.assert(
      fc.property(typedValue, encodings, fc.constantFrom(...KINDS), (typed, encoding, kind) => {
        const encoded = encode(typed, encoding);
        fc.pre(encoded !== undefined);
        const { schema, value } = typed;
        const event = eventOf(kind, [{ name: 'field', type: String(schema.type), value: encoded }]);
        const decoded = decodeEvent(event, [actionGroupOf({ field: schema })]);
        outcomes[decoded.faults.length === 0 ? 'decoded' : 'asked'] += 1;
        expect(decoded).toEqual(
          decoded.faults.length === 0
            ? { arguments: { field: value }, faults: [] }
            : { arguments: {}, faults: reprompt },
        );
      }),
      { numRuns: CASES },
    );
    expect(outcomes.decoded).toBeGreaterThan(2 * outcomes.asked);
  }, 120_000);

  it('in an event that names its type, without a document', () => {
    const encodings = fc.constantFrom(...Object.keys(ENCODINGS).filter((name) => name !== 'elements as texts'));
    const kinds = fc.constantFrom(...KINDS.filter((kind) => kind !== 'gateway'));
    fc.assert(
      fc.property(typedValue, encodings, kinds, (typed, encoding, kind) => {
        const encoded = encode(typed, encoding);
        fc.pre(encoded !== undefined && typed.value !== null);
        const event = eventOf(kind, [{ name: 'field', type: String(typed.schema.type), value: encoded }]);
        const decoded = decodeEvent(event);
        expect(decoded).toEqual(
          decoded.faults.length === 0
            ? { arguments: { field: typed.value }, faults: [] }
            : { arguments: {}, faults: reprompt },
        );
      }),
      { numRuns: CASES },
    );
  }, 120_000);
});

it('anything at all for any type is decoded or asked again, and never throws', () => {
  const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object', 'any', undefined);
  const around = fc.constantFrom(['[', ']'], ['{', '}'], ['{a=', '}'], ['"', '"'], ['<item>', '</item>'], ['', ', b']);
  const values = fc.oneof(
    fc.string(),
    fc.jsonValue(),
    fc.json(),
    fc.tuple(around, fc.string()).map(([[before, after], text]) => `${before}${text}${after}`),
  );
  fc.assert(
    fc.property(types, values, fc.constantFrom(...KINDS), (type, value, kind) => {
      const { arguments: decoded, faults } = decodeEvent(eventOf(kind, [{ name: '__proto__', type, value }]));
      expect(Object.keys(decoded).length + faults.length).toBeLessThanOrEqual(1);
      expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    }),
    { numRuns: 5000 },
  );
});

describe('what is read the short way is what the long way says', () => {
  const outcomes = { short: 0, long: 0 };

  function expectSame(schema: JsonSchema, text: string): void {
    const type = valueTypeOf(schema);
    const plain = plainReader(type)(text);
    outcomes[plain === undefined ? 'long' : 'short'] += 1;
    if (plain !== undefined) expect(readText(text, type)).toStrictEqual({ value: plain });
  }

  function expectBoth(): void {
    expect(Math.min(outcomes.short, outcomes.long)).toBeGreaterThan(CASES / 20);
    Object.assign(outcomes, { short: 0, long: 0 });
  }

  it('of texts, numbers and booleans', () => {
    const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'other');
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789.-+eE "'), maxLength: 18 });
    const words = fc.constantFrom('true', 'false', 'True', 'null', '', '"', '0', '-0', '-0.0', ' 1');
    const texts = fc.oneof(digits, words, fc.double().map(String), fc.string());
    fc.assert(
      fc.property(types, texts, (type, text) => expectSame({ type }, text)),
      { numRuns: CASES },
    );
    expectBoth();
  });

  it('of lists, whatever their elements may be', () => {
    const patterns = [
      '^[a-z][a-z0-9-]*$',
      '^[A-z]+$',
      '^[_-a]+$',
      '^a{2,1}$',
      '^\\d+$',
      '^[a-z, ]*$',
      '^[-a-z]*$',
      'a',
    ];
    const items = fc.constantFrom<JsonSchema>(
      ...patterns.map((pattern) => ({ type: 'string', pattern })),
      { type: 'string', pattern: '^[a-z]+$', maxLength: 3, nullable: true },
      { type: 'string', enum: ['api', 'null', 'true', '1', 'x-y', ''] },
      { type: 'string', enum: ['a', 'b]', '[a'] },
      { type: 'string' },
      { type: 'integer' },
    );
    const words = fc.constantFrom(
      'api',
      'a',
      'true',
      'null',
      '1',
      '-1',
      'x-y',
      '[a',
      'b]',
      '',
      ' a',
      'a\\u0062',
      'true-ish',
    );
    const separators = fc.constantFrom(', ', ',', '", "', '","');
    const around = fc.constantFrom(['[', ']'], ['["', '"]'], ['', ''], ['["', '"] ']);
    const texts = fc
      .tuple(fc.array(words, { minLength: 1, maxLength: 5 }), separators, around)
      .map(([elements, separator, [before, after]]) => `${before}${elements.join(separator)}${after}`);
    fc.assert(
      fc.property(items, texts, (item, text) => expectSame({ type: 'array', items: item }, text)),
      { numRuns: CASES },
    );
    expectBoth();
  });
});
