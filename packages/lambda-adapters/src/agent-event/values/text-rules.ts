import type { JsonSchema } from '@sluice/core';

/** What a schema says of a text. */
export interface TextRules {
  readonly allows: (text: string) => boolean;
  readonly shaped: boolean;
  /** Whether it may hold a comma, as far as that can be told. */
  readonly mayHoldComma: boolean;
  /** Whether it is made of letters, digits, `_` and `-` alone, for sure. */
  readonly isWord: boolean;
}

type Rule = (text: string) => boolean;

/** Formats that tell of what characters a text is made; each takes at least what the format does. */
const FORMATS: ReadonlyMap<unknown, RegExp> = new Map([
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['date-time', /^\d{4}-\d{2}-\d{2}[Tt][\d:.]+(?:[Zz]|[+-]\d{2}:\d{2})$/],
  ['uuid', /^[\da-fA-F-]{36}$/],
]);

/** Reads the rules out of a schema; those that are not understood are left to who validates. */
export function textRules(schema: JsonSchema): TextRules {
  const shapes = [oneOf(schema), matching(schema.pattern), formatted(schema['format'])].filter(isRule);
  const rules = [...shapes, ofLength(schema['minLength'], schema['maxLength'])].filter(isRule);
  const [only, ...more] = rules;
  return {
    allows: only !== undefined && more.length === 0 ? only : (text) => rules.every((rule) => rule(text)),
    shaped: shapes.length > 0,
    mayHoldComma: !excludesComma(schema),
    isWord: isWord(schema),
  };
}

/** A pattern from end to end, of letters, digits and classes of these: whatever it matches holds no comma. */
const PLAIN_PATTERN = /^\^(?:[A-Za-z\d_-]|\[[A-Za-z\d_-]+\]|\\d|[*+?]|\{\d+(?:,\d*)?\})+\$$/;

function excludesComma(schema: JsonSchema): boolean {
  const isPlain = schema.pattern !== undefined && PLAIN_PATTERN.test(schema.pattern);
  return isPlain || schema.enum?.some((value) => String(value).includes(',')) === false;
}

/** The same, without the classes that reach from one kind of character to another and so hold what stands between them. */
const WORD_PATTERN = /^\^(?:[A-Za-z\d_-]|\[-?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d|\w)+-?\]|\\d|[*+?]|\{\d+(?:,\d*)?\})+\$$/;
const WORD = /^[\w-]*$/;

function isWord({ pattern, enum: values }: JsonSchema): boolean {
  const isOfWords = pattern !== undefined && matching(pattern) !== undefined && WORD_PATTERN.test(pattern);
  return isOfWords || values?.every((value) => WORD.test(String(value))) === true;
}

function isRule(rule: Rule | undefined): rule is Rule {
  return rule !== undefined;
}

function oneOf(schema: JsonSchema): Rule | undefined {
  const values = schema.enum ?? ('const' in schema ? [schema['const']] : undefined);
  if (values === undefined) return undefined;
  const allowed = new Set(values);
  return (text) => allowed.has(text);
}

function matching(pattern: string | undefined): Rule | undefined {
  if (pattern === undefined) return undefined;
  try {
    const expression = new RegExp(pattern, 'u');
    return (text) => expression.test(text);
  } catch {
    return undefined;
  }
}

function formatted(format: unknown): Rule | undefined {
  const expression = FORMATS.get(format);
  return expression === undefined ? undefined : (text) => expression.test(text);
}

function ofLength(min: unknown, max: unknown): Rule | undefined {
  const least = typeof min === 'number' ? min : 0;
  const most = typeof max === 'number' ? max : Number.POSITIVE_INFINITY;
  if (least === 0 && most === Number.POSITIVE_INFINITY) return undefined;
  return (text) => {
    // Counted in code points, as JSON Schema does; never more than the units.
    if (text.length < least) return false;
    const length = [...text].length;
    return length >= least && length <= most;
  };
}
