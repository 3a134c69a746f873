import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JsonSchema } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GivenArgument } from '../src/agent-event/agent-event-format.ts';
import { type ArgumentsReader, argumentsReader } from '../src/agent-event/read-arguments.ts';
import { argumentRules } from '../src/agent-event/validate-arguments.ts';
import { objectTypeOf } from '../src/agent-event/values/value-type.ts';
import { ENCODINGS } from './support/encodings.ts';
import { typedValue } from './support/typed-values.ts';

const PLACE = { path: '/pipelines/test/executions', method: 'POST' };

/** Makes the reader of an operation that is declared. */
function readerOf(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): ArgumentsReader {
  const takes = objectTypeOf({ type: 'object', properties, ...more });
  return argumentsReader(takes, argumentRules({ place: PLACE, takes }));
}

/** Makes the same reader after so many orders that it compiles none any more. */
function carefulReaderOf(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): ArgumentsReader {
  const reader = readerOf(properties, more);
  for (let order = 0; order < 20; order += 1) reader([{ name: `other-${order}`, value: '1' }]);
  return reader;
}

const NAMES = ['tier', 'size', '1', 'a"b\\', '\u2028', 'constructor', '__proto__', '"]: process.exit(1), ["'];

describe('arguments in an order for which code was compiled', () => {
  it('are read as with care, whatever their names, types and values', () => {
    const encoded = fc
      .tuple(typedValue, fc.constantFrom(...Object.keys(ENCODINGS)))
      .map(([{ schema, value }, encoding]) => ({ schema, value: ENCODINGS[encoding]?.(value) }));
    const named = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), encoded), {
      selector: ([name]) => name,
      maxLength: 4,
    });
    const outcomes = { fine: 0, refused: 0 };
    fc.assert(
      fc.property(named, fc.boolean(), (declared, isClosed) => {
        const properties = Object.fromEntries(declared.map(([name, { schema }]) => [name, schema]));
        const more: JsonSchema = isClosed ? { required: Object.keys(properties), additionalProperties: false } : {};
        const sent = declared.map(([name, { value }]): GivenArgument => ({ name, value }));
        const [compiled, careful] = [readerOf(properties, more), carefulReaderOf(properties, more)];
        for (const given of [sent, sent.toReversed(), sent.slice(1), [...sent, ...sent.slice(0, 1)], sent]) {
          const read = compiled(given);
          outcomes[read.faults.length === 0 ? 'fine' : 'refused'] += 1;
          // Vitest takes an argument that is named `constructor` for the class of the object.
          deepStrictEqual(read, careful(given));
        }
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(outcomes.fine, outcomes.refused)).toBeGreaterThan(2000);
  }, 60_000);

  it('may change their order, and their types where nothing declares these', () => {
    const reader = readerOf({ size: { type: 'integer', maximum: 9 } });
    const size = { name: 'size', type: 'string', value: '3' };
    const other = { name: 'other', type: 'integer', value: '4' };
    expect(reader([size, other]).arguments).toEqual({ size: 3, other: 4 });
    expect(reader([other, size]).arguments).toEqual({ size: 3, other: 4 });
    expect(reader([size, { ...other, type: 'string' }]).arguments).toEqual({ size: 3, other: '4' });
    expect(reader([size, { ...other, type: ['integer'] }]).arguments).toEqual({ size: 3, other: '4' });
    expect(reader([size, other]).arguments).toEqual({ size: 3, other: 4 });
    expect(reader([{ ...size, value: '99' }, other]).faults).toMatchObject([{ field: 'size' }]);
  });

  it('become properties of a plain object, and never its prototype', () => {
    const { arguments: values } = readerOf({})(
      NAMES.map((name) => ({ name, type: 'object', value: '{"polluted":1}' })),
    );
    expect(Object.keys(values).toSorted()).toEqual(NAMES.toSorted());
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });

  it('are read with care where there are more of them than anybody declares', () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({
      name: `name-${index}`,
      type: 'integer',
      value: `${index}`,
    }));
    const { arguments: values } = readerOf({})(many);
    expect(Object.values(values)).toEqual(many.map((_, index) => index));
  });
});

it('arguments are read, and refused, in a process that may not make code', () => {
  const program = fileURLToPath(new URL('./fixtures/read-without-code.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', program], {
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual([
    { arguments: { tier: 'small', size: 3 }, faults: [] },
    { arguments: { tier: 'small', size: 99 }, faults: [{ field: 'size', message: expect.stringContaining('<=9') }] },
  ]);
});
