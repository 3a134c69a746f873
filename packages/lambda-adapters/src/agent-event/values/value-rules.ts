import type { JsonSchema } from '@sluice/core';

/** One thing that a schema says of a value. */
export interface ValueRule<Value> {
  accepts(value: Value): boolean;
  /** What was expected instead of a value, in the words of the pipeline server. */
  expected(value: Value): string;
}

/** Reads what a schema says of a text. Lengths are counted and patterns are read as the pipeline server does. */
export function textRules({ minLength, maxLength, pattern }: JsonSchema): readonly ValueRule<string>[] {
  const limits = { origin: 'string', unit: 'characters', least: minLength, most: maxLength };
  const rules = sizeRules<string>(limits, (text) => [...text].length);
  const expression = expressionOf(pattern);
  if (expression === undefined) return rules;
  const expected = `must match pattern ${expression}`;
  return [...rules, { accepts: (text) => expression.test(text), expected: () => expected }];
}

/** Reads what a schema says of a list, apart from its elements. */
export function lengthRules({ minItems, maxItems }: JsonSchema): readonly ValueRule<readonly unknown[]>[] {
  return sizeRules({ origin: 'array', unit: 'items', least: minItems, most: maxItems }, ({ length }) => length);
}

interface SizeLimits {
  readonly origin: string;
  readonly unit: string;
  readonly least: unknown;
  readonly most: unknown;
}

/** @param sizeOf - Counts characters or elements: at most as many as the length says, and at least half of that */
function sizeRules<Value extends { readonly length: number }>(
  limits: SizeLimits,
  sizeOf: (value: Value) => number,
): readonly ValueRule<Value>[] {
  const { origin, unit } = limits;
  if (typeof limits.least !== 'number' && typeof limits.most !== 'number') return [];
  const [least, most] = [numberOr(limits.least, 0), numberOr(limits.most, Number.POSITIVE_INFINITY)];
  const isWithin = (size: number): boolean => size >= least && size <= most;
  const rule: ValueRule<Value> = {
    accepts: (value) => (value.length >= 2 * least && value.length <= most) || isWithin(sizeOf(value)),
    expected: (value) =>
      sizeOf(value) < least
        ? `Too small: expected ${origin} to have >=${least} ${unit}`
        : `Too big: expected ${origin} to have <=${most} ${unit}`,
  };
  return [rule];
}

/** Reads what a schema says of a number; OpenAPI 3.0 has exclusive bounds as flags, 3.1 as numbers. */
export function numberRules(schema: JsonSchema): readonly ValueRule<number>[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const rules: ValueRule<number>[] = [];
  if (typeof minimum === 'number' || typeof maximum === 'number') {
    const least = exclusiveMinimum === true ? Number.NEGATIVE_INFINITY : numberOr(minimum, Number.NEGATIVE_INFINITY);
    const most = exclusiveMaximum === true ? Number.POSITIVE_INFINITY : numberOr(maximum, Number.POSITIVE_INFINITY);
    rules.push({
      accepts: (number) => number >= least && number <= most,
      expected: (number) => (number < least ? tooSmall('>=', least) : tooBig('<=', most)),
    });
  }
  const above = exclusiveMinimum === true ? minimum : exclusiveMinimum;
  if (typeof above === 'number')
    rules.push({ accepts: (number) => number > above, expected: () => tooSmall('>', above) });
  const below = exclusiveMaximum === true ? maximum : exclusiveMaximum;
  if (typeof below === 'number')
    rules.push({ accepts: (number) => number < below, expected: () => tooBig('<', below) });
  if (typeof multipleOf === 'number' && Number.isSafeInteger(multipleOf) && multipleOf > 0) {
    rules.push({
      // Of fractions, the remainder is rounded: those are left to the server.
      accepts: (number) => !Number.isSafeInteger(number) || number % multipleOf === 0,
      expected: () => `Invalid number: must be a multiple of ${multipleOf}`,
    });
  }
  return rules;
}

function tooSmall(sign: string, limit: number): string {
  return `Too small: expected number to be ${sign}${limit}`;
}

function tooBig(sign: string, limit: number): string {
  return `Too big: expected number to be ${sign}${limit}`;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function expressionOf(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}
