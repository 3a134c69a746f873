import type { Operation } from '../agent/operation.ts';
import { NOT_A_VALUE, VALUE_SYNONYMS } from '../lexicon.ts';
import { parameterNames } from '../parameters/parameter-names.ts';
import { escapePattern, nameParts } from '../words.ts';

/** What may be excluded by its name: agents, and what the parameters of operations may be. */
export interface Excludable {
  readonly specialists: readonly { readonly name: string }[];
  readonly operations: readonly Operation[];
}

/** Stands where something was named that is excluded. */
const LEFT_OUT = '…';

const VERBS = String.raw`(?:(?:deploy|run|start|touch|do|execute|include|including|deploying|running|use|change)\s+)?`;
const EXCLUDERS = [
  String.raw`except(?:ing|ed)?(?:\s+for)?`,
  'exclud(?:e|es|ing)',
  String.raw`(?:other|rather)\s+than`,
  String.raw`(?:apart|aside)\s+from`,
  String.raw`with\s+the\s+exception\s+of`,
  String.raw`save\s+for|besides|bar|minus`,
  String.raw`instead\s+of\s+${VERBS}`,
  String.raw`(?:without|not|never|\w+n't|dont|no)\s+${VERBS}`,
  String.raw`skip(?:ping)?|omit(?:ting)?|ignor(?:e|ing)|leav(?:e|ing)\s+out|leave`,
  String.raw`(?<=\b(?:all|every\w*|any\w*)\b[^,.;\n]{0,40}\s)but(?:\s+not)?`,
].join('|');
const FILLERS = String.raw`(?:(?:the|a|an|any|for|to|in|into|on|from|it|its|our|my|environment|env|pipeline|pipelines|agent|environments)\s+)*`;
const AFTER = String.raw`(?:\s+(?:pipelines?|environments?|env|agents?|infrastructure|ones?))?`;
const JOINED = String.raw`\s*(?:,\s*(?:and|or|nor)?|\b(?:and|or|nor)\b|&|\+|/)\s*(?:(?:not|also|except)\s+)?`;

/** A text without what it names only to exclude it, and the names of the agents that it so excludes. */
export interface Meant {
  readonly text: string;
  readonly excluded: readonly string[];
}

/** Leaves out what is named only after "except", "other than", "not" and the like. */
export function withoutExclusions(text: string, { specialists, operations }: Excludable): Meant {
  const names = specialists.map(({ name }) => ({
    name,
    form: nameParts(name).map(escapePattern).join(String.raw`[\s_-]*`),
  }));
  const forms = [...names.map(({ form }) => `${form}s?`), ...operations.flatMap(valueForms)];
  if (forms.length === 0) return { text, excluded: [] };
  const item = String.raw`${FILLERS}(?<![\w-])(?:${forms.join('|')})(?![\w-]|[.:@]\w)${AFTER}`;
  const list = `${item}(?:${JOINED}${item})*`;
  const left: string[] = [];
  const leave = (match: string, before: string, items: string): string => {
    left.push(items);
    return match.replace(items, () => LEFT_OUT).replace(before, () => before);
  };
  const meant = text
    .replace(new RegExp(String.raw`((?<![\w-])(?:${EXCLUDERS})\s*[:(]?\s*)(${list})`, 'giu'), leave)
    .replace(
      new RegExp(
        String.raw`()(${item})(?=\s+(?:is\s+|are\s+|being\s+)?(?:excluded|excepted|left\s+out|aside|out)\b)`,
        'giu',
      ),
      leave,
    );
  const excluded = names.filter(({ form }) =>
    left.some((items) => new RegExp(String.raw`(?<![\w-])${form}s?(?![\w-])`, 'iu').test(items)),
  );
  return { text: meant, excluded: excluded.map(({ name }) => name) };
}

/** The values that a parameter allows, and "tenant acme" for one that allows any. */
function valueForms({ parameters }: Operation): readonly string[] {
  return parameters.flatMap((parameter) => {
    const { schema } = parameter;
    if (schema.enum !== undefined) return schema.enum.flatMap(namesOf).map(escapePattern);
    if (schema.type !== 'string') return [];
    const noValue = [...NOT_A_VALUE].map(escapePattern).join('|');
    return parameterNames(parameter, parameters).strong.map((name) => String.raw`${name}\s+(?!(?:${noValue})\b)[\w-]+`);
  });
}

function namesOf(value: unknown): readonly string[] {
  const word = String(value).toLowerCase();
  if (!/[a-z]/.test(word) || word.length < 2 || NOT_A_VALUE.has(word)) return [];
  return [word, ...(VALUE_SYNONYMS.find((line) => line.includes(word)) ?? []).filter((name) => name.length > 1)];
}
