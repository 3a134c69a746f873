import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, digest } from '../src/execution/canonical.ts';

it('writes the same JSON whatever the order of the keys', async () => {
  const property = fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
    const reversed = Object.fromEntries(Object.entries(value).reverse());
    expect(canonicalJson(reversed)).toBe(canonicalJson(value));
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });
  await fc.assert(property);
});

it('tells different values apart', () => {
  const values = [null, 0, '0', false, [], {}, [[]], { a: 1 }, { a: '1' }, { a: undefined, b: 1 }, ['a', 'b'], ['ab']];

  expect(new Set(values.map(digest)).size).toBe(values.length);
});

it('treats absent and undefined alike', () => {
  expect(digest({ a: 1, b: undefined })).toBe(digest({ a: 1 }));
});
