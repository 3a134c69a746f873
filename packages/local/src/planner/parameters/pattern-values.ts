import type { ParameterSpec } from '../agent/operation.ts';
import { nameParts, wordsOf } from '../words.ts';
import type { Finder } from './finding.ts';
import { patternOf } from './values.ts';

/** Words that a pattern must refuse before what matches it is taken for a value wherever it stands. */
const ORDINARY = ['deploy', 'dev', 'please', 'environment', 'the', 'a', '1', '42', 'well-known', 'App'];

const FORMATS: Readonly<Record<string, RegExp>> = {
  ipv4: /^(?:\d{1,3}\.){3}\d{1,3}$/,
  ipv6: /^(?=.*:.*:)[0-9a-f:]+$/i,
  hostname: /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\/\/\S+$/i,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d\d-\d\d$/,
};

const VERSION = /^(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)+)(?:[-+.][\w.-]+)?$/i;
const VERSION_NAMES = /\b(?:version|release|tag)\b/i;

/** Words that can only be this parameter: what its pattern describes, its format, or a version. */
export const valuesByForm: Finder = ({ text }, parameter) => {
  const form = formOf(parameter);
  if (form === undefined) return [];
  const places = form === VERSION ? wordsOf(text) : pieces(text);
  return places
    .filter(({ text: piece }) => form.test(piece))
    .map(({ text: value, start, end }) => ({ name: parameter.name, value, start, end }));
};

/** The form by which a parameter's values can be told from any other word, if there is one. */
export function formOf({ name, description, schema }: ParameterSpec): RegExp | undefined {
  if (schema.type !== undefined && schema.type !== 'string') return undefined;
  if (schema.enum !== undefined) return undefined;
  const pattern = patternOf(schema.pattern);
  if (pattern !== undefined && !ORDINARY.some((word) => pattern.test(word))) return pattern;
  if (VERSION_NAMES.test(`${nameParts(name).join(' ')} ${description}`)) return VERSION;
  const format = schema['format'];
  return typeof format === 'string' && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
}

/** What stands between blanks, without the punctuation around it. */
function pieces(text: string): readonly { readonly text: string; readonly start: number; readonly end: number }[] {
  return Array.from(text.matchAll(/[^\s,;"'`()<>=]+/gu), (match) => {
    const piece = match[0].replace(/[.!?:]+$/, '');
    return { text: piece, start: match.index, end: match.index + piece.length };
  }).filter(({ text: piece }) => piece !== '');
}
