import { FLAG_VERBS } from '../lexicon.ts';
import { nameParts } from '../words.ts';
import type { Finder, Finding, Search } from './finding.ts';
import { pattern } from './parameter-names.ts';

const OFF =
  "without|no|skip|skipping|do not|don't|dont|disable|disabling|disabled|omit|not|never|exclude|excluding|turn off|switch off|remove|drop|minus";
const ON = 'with|and|including|include|enable|enabling|turn on|switch on|plus|use|using|also|do|run|--';
const BETWEEN = String.raw`\s*(?:(?:the|any|a|all|run|running|using|enabling|doing)\s+)*`;

/** Switches: "with migrations", "run migrations", "without termination protection", "force". */
export const switchValues: Finder = (search, { name, schema }) => {
  if (schema.type !== 'boolean') return [];
  const parts = nameParts(name);
  const verbs = parts.findIndex((part) => !FLAG_VERBS.has(part));
  const thing = pattern(parts.slice(Math.max(0, verbs)));
  const whole = pattern(parts);
  const either = `(?:${whole}|${thing})`;
  const off = find(search, name, false, [
    String.raw`(?<!\w)(?:${OFF})\s${BETWEEN}${either}`,
    String.raw`${either}\s*(?:is|are|should be|to|set to|turned|switched)?\s+(?:off|disabled|false)\b`,
  ]);
  const on = find(search, name, true, [
    String.raw`(?<!\w)(?:${ON})${BETWEEN}(?:\w+\s+)?${either}`,
    String.raw`${either}\s*(?:is|are|should be|to|set to|turned|switched)?\s+(?:on|enabled|true)\b`,
    ...(verbs > 0 || isOwnPhrase(parts) ? [whole] : []),
  ]);
  // "do not run migrations" holds "run migrations" too.
  return off.length > 0 ? off : on;
};

/** Names that mean yes by being said: "force", "dry run". */
function isOwnPhrase(parts: readonly string[]): boolean {
  return parts.length === 1 || ['dry', 'skip', 'no', 'force', 'auto'].includes(parts[0] ?? '');
}

function find({ text }: Search, name: string, value: boolean, forms: readonly string[]): readonly Finding[] {
  for (const form of forms) {
    const match = new RegExp(form, 'iu').exec(text);
    if (match !== null) return [{ name, value, start: match.index, end: match.index + match[0].length }];
  }
  return [];
}
