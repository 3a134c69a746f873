import type { Operation, ParameterSpec } from '../agent/operation.ts';
import { DOING_VERBS, FLAG_VERBS } from '../lexicon.ts';
import type { Arguments } from '../plan.ts';
import { nameParts, wordsOf } from '../words.ts';
import { allowedValues } from './enum-values.ts';
import { type Finder, type Finding, overlap, type Search } from './finding.ts';
import { setOffValues, valuesAfterName, valuesBeforeName, valuesCalled } from './named-values.ts';
import { parameterNames } from './parameter-names.ts';
import { formOf, valuesByForm } from './pattern-values.ts';
import { quantities, unqualified } from './quantities.ts';
import { switchValues } from './switches.ts';
import { accepts, toValue } from './values.ts';

/** What a text says about the parameters of an operation. */
export interface Extraction {
  readonly values: Arguments;
  /** What was said and can be read in more than one way. */
  readonly unclear: readonly Unclear[];
}

export interface Unclear {
  /** The parameters that it is about. */
  readonly names: readonly string[];
  /** The values between which it leaves the choice. */
  readonly said: readonly string[];
  /** The value, where it is only not clear which of the parameters it is for. */
  readonly value?: unknown;
}

/** The ways to find values, the surest first. */
const FINDERS: readonly Finder[] = [
  setOffValues,
  switchValues,
  quantities,
  allowedValues,
  valuesCalled,
  (search, parameter) =>
    valuesAfterName(search, parameter).filter(({ value }) => formOf(parameter)?.test(String(value))),
  valuesByForm,
];
const LOOSE_FINDERS: readonly Finder[] = [valuesAfterName, valuesBeforeName];

/** Finds what a text says about the parameters of an operation. Nothing is made up. */
export function extract(text: string, operation: Operation): Extraction {
  const search = searchFor(text, operation);
  const taken: Finding[] = [];
  const unclear: Unclear[] = [];
  const settled = new Set<string>();
  const settle = (parameter: ParameterSpec, finder: Finder): void => {
    if (settled.has(parameter.name)) return;
    const found = finder(search, parameter).filter((finding) => !taken.some((other) => overlap(finding, other)));
    if (found.length === 0) return;
    settled.add(parameter.name);
    taken.push(...found);
    const values = [...new Set(found.map(({ value }) => JSON.stringify(value)))];
    if (values.length > 1) unclear.push({ names: [parameter.name], said: found.map(({ value }) => String(value)) });
  };
  for (const finder of FINDERS) for (const parameter of byNeed(search.parameters)) settle(parameter, finder);
  for (const parameter of byNeed(search.parameters))
    for (const finder of looseOrder(parameter)) settle(parameter, finder);

  for (const { said, value, names, at } of unqualified(search)) {
    const open = names.filter((name) => !settled.has(name));
    if (open.length > 0 && !taken.some((other) => overlap(at, other)))
      unclear.push({ names: open, said: [said], value });
  }
  const doubtful = new Set(unclear.flatMap(({ names }) => names));
  return {
    values: Object.fromEntries(taken.filter(({ name }) => !doubtful.has(name)).map(({ name, value }) => [name, value])),
    unclear,
  };
}

/** Reads a reply to the question for a parameter: a value may stand there by itself. */
export function extractReply(text: string, operation: Operation, missing: readonly ParameterSpec[]): Extraction {
  const extraction = extract(text, operation);
  const open = missing.filter(({ name }) => !Object.hasOwn(extraction.values, name));
  const [only] = open;
  if (only === undefined || open.length > 1 || extraction.unclear.length > 0) return extraction;
  const { ownWords } = searchFor('', operation);
  const bare = text.replace(/^["'`]|["'`]$/g, '').trim();
  const words = bare
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^["'`(]+|["'`).!?]+$/g, ''))
    .filter((word) => word !== '' && !FILLERS.has(word.toLowerCase()) && !ownWords.has(word.toLowerCase()));
  const [word] = words;
  if (word === undefined || words.length > 1 || Object.values(extraction.values).includes(word)) return extraction;
  if (only.schema.enum === undefined && !accepts(only, word)) return extraction;
  return { ...extraction, values: { ...extraction.values, [only.name]: toValue(only, word) } };
}

/** What surrounds a value in a reply. */
const FILLERS: ReadonlySet<string> = new Set(
  'to for in on the a an use it is should be please pls yes ok okay with take thanks make let us go i want would like value'.split(
    ' ',
  ),
);

function searchFor(text: string, operation: Operation): Search {
  const parameters = operation.parameters.filter((parameter) => parameter.in !== 'header');
  const ownWords = new Set([
    ...nameParts(operation.operationId),
    ...nameParts(operation.actionGroup),
    ...wordsOf(operation.summary)
      .map(({ lower }) => lower)
      .filter((word) => word.length > 2),
    ...parameters.flatMap(({ name }) => nameParts(name)),
    ...parameters.flatMap((parameter) => words(parameterNames(parameter, parameters).weak)),
    ...Object.values(DOING_VERBS).flat(),
    ...FLAG_VERBS,
  ]);
  return { text, parameters, ownWords };
}

function words(patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) => pattern.match(/[a-z]{3,}/g) ?? []);
}

function byNeed(parameters: readonly ParameterSpec[]): readonly ParameterSpec[] {
  return [...parameters.filter(({ required }) => required), ...parameters.filter(({ required }) => !required)];
}

/** "mars environment": where the allowed values are known, what stands before the name is likelier. */
function looseOrder({ schema }: ParameterSpec): readonly Finder[] {
  return schema.enum === undefined ? LOOSE_FINDERS : [...LOOSE_FINDERS].reverse();
}
