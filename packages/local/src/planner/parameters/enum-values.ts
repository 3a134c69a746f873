import type { ParameterSpec } from '../agent/operation.ts';
import { NOT_A_VALUE, VALUE_SYNONYMS } from '../lexicon.ts';
import { escapePattern, nameParts } from '../words.ts';
import type { Finder } from './finding.ts';

const SOURCE_NAMES: ReadonlySet<string> = new Set(['source', 'from', 'origin', 'old']);
const AFTER_FROM = /\b(?:from|not|except|than|instead of)\s+(?:to\s+|in\s+|the\s+)*$/i;

/** Allowed values that stand in the text as words, also by another name: "development" for `dev`. */
export const allowedValues: Finder = ({ text }, parameter) => {
  const values = parameter.schema.enum ?? [];
  return values
    .flatMap((value) =>
      namesOf(value).flatMap((name) =>
        placesOf(text, name).map((place) => ({ ...place, name: parameter.name, value })),
      ),
    )
    .filter(({ start }) => fits(parameter, text.slice(Math.max(0, start - 40), start)));
};

/** How a value is written; a mere number or a word of the language is taken only when it is set off. */
function namesOf(value: unknown): readonly string[] {
  const word = String(value).toLowerCase();
  if (!/[a-z]/.test(word) || word.length < 2 || NOT_A_VALUE.has(word)) return [];
  return [
    word,
    ...(VALUE_SYNONYMS.find((line) => line.includes(word)) ?? []).filter((name) => name !== word && name.length > 1),
  ];
}

function placesOf(text: string, name: string): readonly { readonly start: number; readonly end: number }[] {
  const form = new RegExp(String.raw`(?<![\w@-]|\w[.:])${escapePattern(name)}(?![\w-]|[.:@]\w)`, 'giu');
  return Array.from(text.matchAll(form), ({ index }) => ({ start: index, end: index + name.length }));
}

/** "from staging to prod": the first is where something comes from. */
function fits(parameter: ParameterSpec, before: string): boolean {
  const isSource = nameParts(parameter.name).some((part) => SOURCE_NAMES.has(part));
  if (isSource) return /\bfrom\s+(?:the\s+)?$/i.test(before);
  return !AFTER_FROM.test(before);
}
