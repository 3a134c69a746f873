import { REDACTED, redactSecrets } from '@sluice/core';

/** What is nested deeper is left out; it also ends what refers to itself. */
const MAX_DEPTH = 6;

/** Makes what a log line carries fit for JSON, and replaces what looks like a secret. */
export function logFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return safeMembers(fields, 0);
}

function safeMembers(members: object, depth: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members)
      .map(([name, value]) => [name, typeof value === 'string' ? namedText(name, value) : safe(value, depth)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** A name such as `password` tells that the text is a secret. */
function namedText(name: string, text: string): string {
  const prefix = `${name}=`;
  const redacted = redactSecrets(prefix + text);
  return redacted.startsWith(prefix) ? redacted.slice(prefix.length) : REDACTED;
}

/** Undefined: JSON has nothing for it. */
function safe(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactSecrets(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return undefined;
  if (depth >= MAX_DEPTH) return '[…]';
  if (Array.isArray(value)) return value.map((item) => safe(item, depth + 1) ?? null);
  if ('toJSON' in value && typeof value.toJSON === 'function') return safe(value.toJSON(), depth + 1);
  if (value instanceof Error) return safeMembers({ name: value.name, message: value.message }, depth + 1);
  return safeMembers(value, depth + 1);
}
