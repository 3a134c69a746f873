import type { JsonSchema } from '@sluice/core';
import fc from 'fast-check';

/** A schema, and a value that it allows. */
export interface TypedValue {
  readonly schema: JsonSchema;
  readonly value: unknown;
}

/** Texts made of what the encodings are made of, besides those of any kind. */
const PIECES = [', ', ',', '=', '{', '}', '[', ']', '"', "'", ' ', '<item>', '</item>', '&amp;', '\\', '\n', '|', ';'];
const WORDS = ['a', 'b', 'web', 'null', 'true', 'None', '1', '01', '1.0', '9007199254740993', 'é', '🚀', 'name=', 'b='];
const trickyText = fc.array(fc.constantFrom(...PIECES, ...WORDS), { maxLength: 5 }).map((parts) => parts.join(''));
const anyText = fc.oneof(fc.string({ maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 6 }), trickyText);

const NAMES = ['name', 'b', 'tags', 'max_size', 'éa'];

const plainTexts = [
  typed({ type: 'string' }, anyText),
  typed(
    { type: 'string', minLength: 1 },
    anyText.filter((text) => text !== ''),
  ),
  typed({ type: 'string', nullable: true }, fc.option(anyText)),
];
const shapedTexts = [
  typed(
    { type: 'string', enum: ['dev', 'prod', 'null', 'a, b', '"dev"'] },
    fc.constantFrom('dev', 'prod', 'null', 'a, b', '"dev"'),
  ),
  typed({ type: 'string', pattern: '^[a-z][a-z0-9-]*$' }, fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)),
  typed(
    { type: 'string', pattern: 'a' },
    anyText.map((text) => `${text}a`),
  ),
  typed({ type: 'string', format: 'date' }, fc.constantFrom('2026-01-31', '0099-12-01')),
];
const others = [
  typed({ type: 'integer' }, fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -20, max: 20 }))),
  typed({ type: 'integer', nullable: true }, fc.option(fc.nat(9))),
  typed({ type: 'number' }, fc.double({ noNaN: true, noDefaultInfinity: true }).map(withoutNegativeZero)),
  typed(
    { type: 'number' },
    fc.integer({ min: -9999, max: 9999 }).map((hundredths) => withoutNegativeZero(hundredths / 100)),
  ),
  typed({ type: 'boolean' }, fc.boolean()),
];

function scalar(): fc.Arbitrary<TypedValue> {
  return fc.oneof(...plainTexts, ...shapedTexts, ...others);
}

function within(depth: number): fc.Arbitrary<TypedValue> {
  if (depth >= 2) return scalar();
  return fc.oneof(
    { weight: 6, arbitrary: scalar() },
    { weight: 1, arbitrary: list(depth + 1) },
    { weight: 1, arbitrary: object(depth + 1) },
  );
}

/** Elements of one schema: those of others that were made with it are left out. */
function list(depth: number): fc.Arbitrary<TypedValue> {
  return fc.array(within(depth), { maxLength: 8 }).map((made) => {
    const items = made[0]?.schema ?? { type: 'string' };
    const value = made.filter(({ schema }) => schema === items).map((element) => element.value);
    return { schema: { type: 'array', items }, value };
  });
}

/** What may stand in an object beside what is declared: schema, and one such property. */
const undeclared: fc.Arbitrary<readonly [JsonSchema, Readonly<Record<string, unknown>>]> = fc.oneof(
  fc.constant([{ additionalProperties: false }, {}] as const),
  fc.constant([{}, {}] as const),
  fc.oneof(anyText, fc.boolean(), fc.nat(99), fc.constant(null)).map((extra) => [{}, { extra }] as const),
  anyText.map((extra) => [{ additionalProperties: { type: 'string' } }, { extra }] as const),
);

function object(depth: number): fc.Arbitrary<TypedValue> {
  const property = fc.tuple(fc.constantFrom(...NAMES), within(depth), fc.boolean());
  const properties = fc.uniqueArray(property, { maxLength: 4, selector: ([name]) => name });
  return fc.tuple(properties, fc.boolean(), undeclared).map(([declared, isRequired, [more, extra]]) => {
    const given = declared.filter(([, , isGiven]) => isRequired || isGiven);
    const schemas = Object.fromEntries(declared.map(([name, { schema }]) => [name, schema]));
    const required = isRequired ? Object.keys(schemas) : [];
    return {
      schema: { type: 'object', properties: schemas, required, ...more },
      value: { ...Object.fromEntries(given.map(([name, { value }]) => [name, value])), ...extra },
    };
  });
}

function typed(schema: JsonSchema, values: fc.Arbitrary<unknown>): fc.Arbitrary<TypedValue> {
  return values.map((value) => ({ schema, value }));
}

function withoutNegativeZero(number: number): number {
  return number === 0 ? 0 : number;
}

/** A schema with a value, at most three deep. */
export const typedValue: fc.Arbitrary<TypedValue> = fc.oneof(
  { weight: 1, arbitrary: scalar() },
  { weight: 3, arbitrary: list(0) },
  { weight: 2, arbitrary: object(0) },
);
