import type { ActionGroup } from '@sluice/core';

/**
 * Returns the names of all parameters that the documents mark as secret: `writeOnly`, `format: password` or
 * `x-secret: true`. A name that is secret in one operation counts as secret in all.
 */
export function secretNamesOf(groups: readonly ActionGroup[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { document } of groups) collect(document, names);
  return names;
}

/** Returns the texts within the value of a secret argument, however it is written. */
export function secretTextsIn(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(secretTextsIn);
  if (typeof value !== 'string') return value === undefined || value === null ? [] : [String(value)];
  const isComposed = /^\s*[[{<"]/.test(value);
  return isComposed ? [value, ...value.split(PUNCTUATION)] : [value];
}

/** What stands between the texts of a list or an object, in all the ways in which agents write these. */
const PUNCTUATION = /[\s,;:="'[\]{}<>]+/;

function collect(node: unknown, names: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const { name, schema } = node as { readonly name?: unknown; readonly schema?: unknown };
  if (typeof name === 'string' && (isSecret(schema) || isSecret(node))) names.add(name);
  for (const [key, member] of Object.entries(node)) {
    if (isSecret(member)) names.add(key);
    collect(member, names);
  }
}

function isSecret(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const marks = schema as Readonly<Record<string, unknown>>;
  return marks['writeOnly'] === true || marks['format'] === 'password' || marks['x-secret'] === true;
}
