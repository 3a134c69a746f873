import { type ActionGroup, referenced } from '@sluice/core';

/**
 * Returns the names of all parameters that the documents mark as secret: `writeOnly`, `format: password` or
 * `x-secret: true`, where they stand or where they refer to. A name that is secret in one operation counts as secret in all.
 */
export function secretNamesOf(groups: readonly ActionGroup[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { document } of groups) collect(document, document, names);
  return names;
}

/** How deep texts are looked for. What is deeper goes nowhere: it is refused. */
const MAX_LEVELS = 100;

/** Returns the texts within the value of a secret argument, however it is written. */
export function secretTextsIn(value: unknown, levels: number = MAX_LEVELS): readonly string[] {
  if (typeof value === 'object' && value !== null) {
    return levels === 0 ? [] : Object.values(value).flatMap((member) => secretTextsIn(member, levels - 1));
  }
  if (typeof value !== 'string') return value === undefined || value === null ? [] : [String(value)];
  const isComposed = /^\s*[[{<"]/.test(value);
  return isComposed ? [value, ...value.split(PUNCTUATION)] : [value];
}

/** What stands between the texts of a list or an object, in all the ways in which agents write these. */
const PUNCTUATION = /[\s,;:="'[\]{}<>]+/;

function collect(node: unknown, document: unknown, names: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const { name, schema } = node as { readonly name?: unknown; readonly schema?: unknown };
  if (typeof name === 'string' && (isSecret(schema, document) || isSecret(node, document))) names.add(name);
  for (const [key, member] of Object.entries(node)) {
    if (isSecret(member, document)) names.add(key);
    collect(member, document, names);
  }
}

/** How far a mark may be from the schema that it is for: by references, and as a part or a form of it. */
const MAX_STEPS = 8;

function isSecret(schema: unknown, document: unknown, steps: number = MAX_STEPS): boolean {
  if (typeof schema !== 'object' || schema === null || steps === 0) return false;
  const marks = schema as Readonly<Record<string, unknown>>;
  if (marks['writeOnly'] === true || marks['format'] === 'password' || marks['x-secret'] === true) return true;
  const { $ref: reference, allOf, anyOf, oneOf } = marks;
  const meant = typeof reference === 'string' ? [referenced(reference, document)] : [];
  return [...meant, allOf, anyOf, oneOf].flat().some((part) => isSecret(part, document, steps - 1));
}
