import type { ParameterSpec } from '../agent/operation.ts';
import { NUMBER_WORDS, QUALIFIERS, UNITS } from '../lexicon.ts';
import { escapePattern, nameParts } from '../words.ts';
import type { Finder, Finding, Search } from './finding.ts';
import { pattern } from './parameter-names.ts';
import { isNumeric, toNumber } from './values.ts';

const NUMBER = String.raw`(-?\d+(?:\.\d+)?(?![\w.]*\w)|\b(?:${Object.keys(NUMBER_WORDS).join('|')})\b)`;
const COUNTING: ReadonlySet<string> = new Set([
  'number',
  'num',
  'count',
  'amount',
  'of',
  'total',
  'desired',
  'size',
  'n',
]);

type Qualifier = keyof typeof QUALIFIERS;

/** Numbers with what they count: "3 replicas", "at least 2 instances", "between 2 and 6 nodes". */
export const quantities: Finder = (search, parameter) => {
  if (!isNumeric(parameter)) return [];
  const { qualifier, thing } = countedBy(parameter);
  if (thing === '') return [];
  if (qualifier === undefined) {
    return find(search, parameter, [String.raw`${NUMBER}\s+(?:more\s+)?${thing}`, ...inUnit(parameter)]);
  }
  const ways = QUALIFIERS[qualifier].map(escapePattern).join('|');
  const range = String.raw`(?:between\s+|from\s+)?${NUMBER}\s*(?:and|to|-|–)\s*${NUMBER}\s+${thing}`;
  const ranges = Array.from(search.text.matchAll(new RegExp(range, 'giu')), (match): Finding => {
    const [low = '', high = ''] = match.slice(1);
    const border = match.index + match[0].lastIndexOf(high);
    const [start, end] = qualifier === 'min' ? [match.index, border] : [border, match.index + match[0].length];
    const said = qualifier === 'min' ? low : high;
    return { name: parameter.name, value: toNumber(said) ?? said, start, end };
  });
  return [
    ...ranges,
    ...find(search, parameter, [
      String.raw`(?<!\w)(?:${ways})(?:\s+of)?\s*[:=]?\s*${NUMBER}(?:\s+${thing})?`,
      String.raw`(?<!\w)(?:${ways})\s+${thing}\s*(?:of|to|is|=|:)?\s*${NUMBER}`,
      String.raw`${NUMBER}\s+${thing}\s+(?:${ways})(?!\w)`,
      String.raw`${NUMBER}\s+(?:${ways})\s+${thing}`,
    ]),
  ];
};

/** Numbers that are either the least or the most of something, and the text does not say which. */
export function unqualified(search: Search): readonly {
  readonly said: string;
  readonly value: unknown;
  readonly names: readonly string[];
  readonly at: Finding;
}[] {
  const qualified = search.parameters.filter(
    (parameter) => isNumeric(parameter) && countedBy(parameter).qualifier !== undefined,
  );
  const things = [...new Set(qualified.map((parameter) => countedBy(parameter).thing))].filter((thing) => thing !== '');
  return things.flatMap((thing) => {
    const names = qualified.filter((parameter) => countedBy(parameter).thing === thing).map(({ name }) => name);
    const form = new RegExp(String.raw`${NUMBER}\s+${described(search)}${thing}`, 'giu');
    return Array.from(search.text.matchAll(form), (match) => ({
      said: match[0],
      value: toNumber(match[1] ?? '') ?? match[1],
      names,
      at: { name: '', value: undefined, start: match.index, end: match.index + (match[1] ?? '').length },
    }));
  });
}

/** What may stand between a number and what it counts: "2 more compute instances", "2 m7g.large instances". */
function described({ ownWords }: Search): string {
  const words = ['more', 'new', 'extra', 'additional', ...ownWords].map(escapePattern).join('|');
  return String.raw`(?:(?:${words}|\w+\.\w+)\s+){0,2}`;
}

/** Tells for which of several parameters a value is meant: "the max", "both"; none when the text does not tell. */
export function qualifiedIn(text: string, parameters: readonly ParameterSpec[]): readonly ParameterSpec[] {
  if (/(?<!\w)(?:both|each|all)(?!\w)/i.test(text)) return parameters;
  const said = text.replace(/_/g, ' ');
  return parameters.filter((parameter) => {
    const { qualifier } = countedBy(parameter);
    const ways = qualifier === undefined ? [] : [...QUALIFIERS[qualifier], ...BORDERS[qualifier]];
    return (
      new RegExp(String.raw`(?<!\w)(?:${ways.map(escapePattern).join('|')})(?!\w)`, 'iu').test(said) && ways.length > 0
    );
  });
}

const BORDERS: typeof QUALIFIERS = {
  min: ['minimal', 'least', 'lower', 'lowest', 'former', 'mins'],
  max: ['maximal', 'most', 'upper', 'highest', 'latter', 'maxi'],
};

/** What a parameter counts: `min_instances` the least of "instances". */
function countedBy({ name }: ParameterSpec): { readonly qualifier: Qualifier | undefined; readonly thing: string } {
  const parts = nameParts(name).filter((part) => !COUNTING.has(part));
  const qualifier = (['min', 'max'] as const).find((one) => parts.some((part) => QUALIFIERS[one].includes(part)));
  const rest = qualifier === undefined ? parts : parts.filter((part) => !QUALIFIERS[qualifier].includes(part));
  return { qualifier, thing: rest.length === 0 ? '' : pattern(rest) };
}

/** "100 GB" for a parameter whose name ends with the unit: `storage_gb`. */
function inUnit({ name }: ParameterSpec): readonly string[] {
  const unit = nameParts(name).at(-1) ?? '';
  const spelt = UNITS.find((line) => line.includes(unit));
  return spelt === undefined ? [] : [String.raw`(-?\d+(?:\.\d+)?)\s*(?:${spelt.map(escapePattern).join('|')})(?!\w)`];
}

function find(search: Search, parameter: ParameterSpec, forms: readonly string[]): readonly Finding[] {
  return forms.flatMap((form) =>
    Array.from(search.text.matchAll(new RegExp(form, 'giu')), (match) => finding(parameter, match, match[1] ?? '')),
  );
}

function finding({ name }: ParameterSpec, match: RegExpExecArray, said: string): Finding {
  return { name, value: toNumber(said) ?? said, start: match.index, end: match.index + match[0].length };
}
