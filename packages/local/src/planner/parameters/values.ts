import type { ParameterSpec } from '../agent/operation.ts';
import { NUMBER_WORDS, VALUE_SYNONYMS } from '../lexicon.ts';

/** Reads a text as a value of the parameter; what it can't be is passed on as it was said. */
export function toValue(parameter: ParameterSpec, said: string): unknown {
  const { schema } = parameter;
  const allowed = allowedValue(schema.enum, said);
  if (allowed !== undefined) return allowed;
  if (isNumeric(parameter)) return toNumber(said) ?? said;
  if (schema.type === 'boolean') return toBoolean(said) ?? said;
  if (schema.type === 'object') return toObject(said) ?? said;
  return said;
}

/** Returns the allowed value that a word means, also by another name of it. */
function allowedValue(values: readonly unknown[] | undefined, said: string): unknown {
  const word = said.toLowerCase();
  const same = values?.find((value) => String(value).toLowerCase() === word);
  if (same !== undefined) return same;
  const names = VALUE_SYNONYMS.find((line) => line.includes(word)) ?? [];
  return values?.find((value) => names.includes(String(value).toLowerCase()));
}

/** Tells whether a parameter is a number. */
export function isNumeric({ schema }: ParameterSpec): boolean {
  return schema.type === 'integer' || schema.type === 'number';
}

/** Reads a number in digits or as a word. */
export function toNumber(said: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(said)) return Number(said);
  const word = said.toLowerCase();
  return Object.hasOwn(NUMBER_WORDS, word) ? NUMBER_WORDS[word] : undefined;
}

function toBoolean(said: string): boolean | undefined {
  if (/^(?:true|yes|y|on|enabled?|1)$/i.test(said)) return true;
  return /^(?:false|no|n|off|disabled?|0)$/i.test(said) ? false : undefined;
}

function toObject(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}

/** Tells whether a text is a value that the schema accepts, as far as its pattern and type tell. */
export function accepts(parameter: ParameterSpec, said: string): boolean {
  const { schema } = parameter;
  if (schema.enum !== undefined) return allowedValue(schema.enum, said) !== undefined;
  if (isNumeric(parameter)) return toNumber(said) !== undefined;
  const form = patternOf(schema.pattern);
  return form === undefined || form.test(said);
}

/** Compiles a schema's pattern; one that is no regular expression counts as none. */
export function patternOf(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, 'u');
  } catch {
    return undefined;
  }
}
