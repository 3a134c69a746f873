import { isDeepStrictEqual } from 'node:util';

/**
 * What a text can mean, given the type that is declared for it: exactly one value, none of that type, or more than one.
 * Only the first is used; the other two are asked again.
 */
export type Reading = { readonly value: unknown } | typeof NONE | typeof AMBIGUOUS;

/** The text is no value of the type. */
export const NONE = 'none';

/** The text may be more than one value of the type. */
export const AMBIGUOUS = 'ambiguous';

/** The value of an argument that says that there is none, such as `null`. */
export const ABSENT: unique symbol = Symbol('absent');

/** Puts two ways of reading the same text together: they must agree, or one of them must fail. */
export function either(one: Reading, other: Reading): Reading {
  if (one === NONE) return other;
  if (other === NONE) return one;
  if (one === AMBIGUOUS || other === AMBIGUOUS) return AMBIGUOUS;
  return isDeepStrictEqual(one.value, other.value) ? one : AMBIGUOUS;
}

/** Puts any number of ways together, as long as they may still agree. */
export function eitherOf(ways: Iterable<Reading>): Reading {
  let result: Reading = NONE;
  for (const way of ways) {
    result = either(result, way);
    if (result === AMBIGUOUS) return result;
  }
  return result;
}
