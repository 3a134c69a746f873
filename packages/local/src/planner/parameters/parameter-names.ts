import type { ParameterSpec } from '../agent/operation.ts';
import { NAME_ENDINGS, NAME_SYNONYMS } from '../lexicon.ts';
import { escapePattern, nameParts } from '../words.ts';

/** The ways in which a parameter is named, as patterns without anchors. */
export interface ParameterNames {
  /** The whole name, or what is left of it without "id" and the like. */
  readonly strong: readonly string[];
  /** The last part of the name, and what the description calls it. A value after one must look like a value. */
  readonly weak: readonly string[];
}

const ALSO_CALLED = /\balso (?:called|known as|named) ([^.;:()]+)/gi;
const QUOTED = /["“`]([A-Za-z][\w -]{1,40})["”`]/g;

/** Lists the ways in which a parameter is named. */
export function parameterNames({ name, description }: ParameterSpec, all: readonly ParameterSpec[]): ParameterNames {
  const parts = nameParts(name);
  const last = parts.at(-1) ?? name;
  const whole = [parts, ...(parts.length > 1 && NAME_ENDINGS.has(last) ? [parts.slice(0, -1)] : [])];
  const strong = [...whole, ...whole.flatMap(otherWords)].map(pattern);
  const shared = all.filter((other) => nameParts(other.name).at(-1) === last).length > 1;
  const weak = parts.length > 1 && !shared && !NAME_ENDINGS.has(last) ? [pattern([last])] : [];
  return { strong, weak: [...weak, ...aliases(description).map((alias) => pattern(nameParts(alias)))] };
}

/** The same name with another word for one of its parts: "customer id" for `tenant_id`. */
function otherWords(parts: readonly string[]): readonly (readonly string[])[] {
  return parts.flatMap((part, index) => {
    const line = NAME_SYNONYMS.find((names) => names.includes(part)) ?? [];
    return line.filter((name) => name !== part).map((name) => parts.with(index, name));
  });
}

/** What a description calls the parameter: "also called version or release". */
function aliases(description: string): readonly string[] {
  const called = Array.from(description.matchAll(ALSO_CALLED), (match) =>
    (match[1] ?? '').split(/,| or | and /),
  ).flat();
  const quoted = Array.from(description.matchAll(QUOTED), (match) => match[1] ?? '');
  return [...called, ...quoted]
    .map((alias) => alias.replace(/["'“”`]/g, '').trim())
    .filter((alias) => /^[A-Za-z]/.test(alias));
}

/** Matches the parts however they are joined, the last one in singular or plural. */
export function pattern(parts: readonly string[]): string {
  const [last = '', ...before] = [...parts].reverse();
  const root = last.length > 3 ? last.replace(/(?<=[^s])s$/, '') : last;
  const joined = [...before.reverse().map(escapePattern), `${escapePattern(root)}(?:s|es)?`].join('[\\s_-]*');
  return `(?<![\\w-])${joined}(?![\\w-])`;
}
