import type { ParameterSpec } from '../agent/operation.ts';
import { NAME_ENDINGS, NOT_A_VALUE, VERSION_WORDS } from '../lexicon.ts';
import { escapePattern, nameParts } from '../words.ts';
import type { Finder, Finding, Search } from './finding.ts';
import { parameterNames } from './parameter-names.ts';
import { accepts, isNumeric, toValue } from './values.ts';

const QUOTED = '(?:"([^"\\n]+)"|\'([^\'\\n]+)\'|`([^`\\n]+)`)';
const VALUE = `(?:${QUOTED}|([^\\s,;"'\`]+))`;

/** `name: value`, `name=value`, `name is value`, `name "value"`: said in so many words, so taken as it is. */
export const setOffValues: Finder = (search, parameter) => {
  if (parameter.schema.type === 'object') return objectValues(search, parameter);
  const { strong, weak } = parameterNames(parameter, search.parameters);
  const [whole = '', ...shorter] = strong;
  const exact = setOff(search, parameter, [escapePattern(parameter.name), whole]);
  return exact.length > 0 ? exact : setOff(search, parameter, [...shorter, ...weak]);
};

function setOff(search: Search, parameter: ParameterSpec, ways: readonly string[]): readonly Said[] {
  if (ways.length === 0) return [];
  const names = ways.join('|');
  const marked = new RegExp(String.raw`(?:${names})\s*[=:]\s*${VALUE}`, 'giu');
  const told = new RegExp(String.raw`(?:${names})\s+(?:is|are|should be|shall be|must be|set to)\s+${VALUE}`, 'giu');
  const quoted = new RegExp(String.raw`(?:${names})\s+(?:(?:of|named|called)\s+)?${QUOTED}`, 'giu');
  return [
    ...found(search, parameter, marked).filter(({ said }) => !/^\w+=/.test(said)),
    ...found(search, parameter, told).filter(({ said, quotes }) => quotes || !NOT_A_VALUE.has(said.toLowerCase())),
    ...found(search, parameter, quoted),
  ];
}

/** `name value`: "tenant acme", "version 1.4.2". */
export const valuesAfterName: Finder = (search, parameter) => {
  const { strong, weak } = parameterNames(parameter, search.parameters);
  const after = (names: readonly string[]): readonly Said[] => {
    if (names.length === 0) return [];
    const connector = isNumeric(parameter) ? String.raw`(?:\s+(?:of|to|at|by))?` : String.raw`(?:\s+(?:named|called))?`;
    return found(search, parameter, new RegExp(String.raw`(?:${names.join('|')})${connector}\s+${VALUE}`, 'giu'));
  };
  const plain = after(strong).filter(
    ({ said }) => mayBeValue(search, said) && (!isNumeric(parameter) || accepts(parameter, said)),
  );
  const guarded = after(weak).filter(
    ({ said }) => mayBeValue(search, said) && looksLikeValue(said) && accepts(parameter, said),
  );
  return [...plain, ...guarded, ...joinedToName(search, parameter)];
};

/** "for tenant-a": the value has the name in it. */
function joinedToName(search: Search, parameter: ParameterSpec): readonly Said[] {
  const parts = nameParts(parameter.name);
  if (parts.length < 2 || !NAME_ENDINGS.has(parts.at(-1) ?? '')) return [];
  const form = new RegExp(String.raw`(?<![\w.-])(${escapePattern(parts.slice(0, -1).join('-'))}[-_]\w[\w-]*)`, 'giu');
  return found(search, parameter, form).filter(({ said }) => said.toLowerCase() !== parameter.name.toLowerCase());
}

/** `value name`: "mars environment", "acme's tenant", "latest version". */
export const valuesBeforeName: Finder = (search, parameter) => {
  if (isNumeric(parameter)) return [];
  const { strong, weak } = parameterNames(parameter, search.parameters);
  const before = (names: readonly string[]): readonly Said[] => {
    if (names.length === 0) return [];
    const form = new RegExp(String.raw`(?<![\w.-])([\w.-]*\w)(?:'s)?\s+(?:${names.join('|')})`, 'giu');
    return found(search, parameter, form).filter(({ said }) => mayBeValue(search, said));
  };
  const guarded = before(weak).filter(({ said }) => looksLikeValue(said) && accepts(parameter, said));
  return [...before(strong), ...guarded].filter(
    ({ said }) => parameter.schema.pattern === undefined || parameter.required || accepts(parameter, said),
  );
};

/** "named orders": the value of the one parameter that is a name. */
export const valuesCalled: Finder = (search, parameter) => {
  const isName = ({ name }: ParameterSpec): boolean => /(?:^|[_-])name$/i.test(name);
  if (!isName(parameter) || search.parameters.filter(isName).length > 1) return [];
  const form = new RegExp(String.raw`(?<!\w)(?:named|called)\s+${VALUE}`, 'giu');
  return found(search, parameter, form).filter(({ said, quotes }) => quotes || mayBeValue(search, said));
};

interface Said extends Finding {
  readonly said: string;
  readonly quotes: boolean;
}

function found(search: Search, parameter: ParameterSpec, form: RegExp): readonly Said[] {
  return Array.from(search.text.matchAll(form), (match): Said => {
    const groups = match.slice(1).filter((group) => group !== undefined);
    const quotes = /["'`]$/.test(match[0]) && !match[0].endsWith(`'s`);
    const said = trimmed(groups.at(-1) ?? '');
    const value = parameter.schema.type === 'array' ? listAt(search.text, match, said) : toValue(parameter, said);
    return { name: parameter.name, value, said, quotes, start: match.index, end: match.index + match[0].length };
  }).filter(({ said }) => said !== '');
}

function trimmed(said: string): string {
  return said.replace(/[.!?)\]}>:]+$/, '').replace(/^[([<]+/, '');
}

/** The elements of a list that begins with a value: "a, b and c". */
function listAt(text: string, match: RegExpMatchArray, first: string): readonly string[] {
  const rest = text.slice((match.index ?? 0) + match[0].length);
  const more = /^(?:\s*,\s*[\w./:-]+)*(?:\s*,?\s*(?:and|&)\s+[\w./:-]+)?/.exec(rest)?.[0] ?? '';
  const elements = `${first}${more}`.split(/\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+/);
  return elements.map(trimmed).filter((element) => element !== '');
}

function objectValues(search: Search, parameter: ParameterSpec): readonly Finding[] {
  const form = new RegExp(String.raw`${escapePattern(parameter.name)}\s*[=:]?\s*(\{[^{}]*\})`, 'giu');
  return Array.from(search.text.matchAll(form), (match) => ({
    name: parameter.name,
    value: toValue(parameter, match[1] ?? ''),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function mayBeValue({ ownWords }: Search, said: string): boolean {
  const word = said.toLowerCase();
  return !NOT_A_VALUE.has(word) && !ownWords.has(word);
}

function looksLikeValue(said: string): boolean {
  return /\d|\w[._/-]\w/.test(said) || VERSION_WORDS.has(said.toLowerCase());
}
