import { isUtf8 } from 'node:buffer';
import { type JsonSchema, SluiceError } from '@sluice/core';
import type { ToolInput } from './definitions.ts';

/** An argument that clients of 2026-07-28 repeat in a header, so that a proxy can see it. */
export interface MirroredArgument {
  /** Where it stands in the arguments. */
  readonly path: readonly string[];
  /** Such as `Mcp-Param-Region`. */
  readonly header: string;
}

const KEYWORD = 'x-mcp-header';
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const TYPES: readonly unknown[] = ['string', 'integer', 'boolean'];
const ENCODED = /^=\?base64\?(.*)\?=$/;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/**
 * Returns the arguments that a tool's schema wants repeated in headers (`x-mcp-header`).
 *
 * @throws SluiceError `invalid_configuration` where the keyword stands at what the specification does not allow
 */
export function mirroredArguments(schema: JsonSchema): readonly MirroredArgument[] {
  const found = [...mirroredIn(schema, [])];
  const names = new Set(found.map(({ header }) => header.toLowerCase()));
  if (names.size < found.length) throw misplaced('names one header twice');
  // Whatever was not found stands where nobody can tell which argument is meant, such as below "anyOf".
  if (occurrencesIn(schema) > found.length) throw misplaced('is for what stands under "properties" only');
  return found;
}

function* mirroredIn(schema: JsonSchema, path: readonly string[]): Generator<MirroredArgument> {
  for (const [name, property] of Object.entries(membersOf(schema['properties']))) {
    const member = membersOf(property);
    const header = member[KEYWORD];
    if (header !== undefined)
      yield { path: [...path, name], header: `Mcp-Param-${checkedName(header, member['type'])}` };
    yield* mirroredIn(member, [...path, name]);
  }
}

function checkedName(name: unknown, type: unknown): string {
  if (typeof name !== 'string' || !TOKEN.test(name))
    throw misplaced('must be the end of a header name, such as "Region"');
  if (!TYPES.includes(type)) throw misplaced('is for a string, an integer or a boolean only');
  return name;
}

function occurrencesIn(value: unknown): number {
  return Object.entries(membersOf(value)).reduce(
    (sum, [key, member]) => sum + (key === KEYWORD ? 1 : 0) + occurrencesIn(member),
    0,
  );
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/**
 * Returns how headers and arguments disagree; undefined where they agree. What a proxy lets through by its header must be
 * what is done. The SDK looks at these headers for tools that are registered with it only.
 */
export function mirrorFault(
  mirrored: readonly MirroredArgument[],
  input: ToolInput,
  headers: Headers,
): string | undefined {
  for (const { path, header } of mirrored) {
    const value = path.reduce<unknown>((at, name) => membersOf(at)[name], input);
    if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') continue;
    const given = headers.get(header);
    if (given === null) return `the argument ${path.join('.')} needs the header ${header}`;
    const text = decoded(given);
    if (text === undefined) return `the header ${header} is no valid Base64 of UTF-8`;
    if (!isSame(text, value)) return `the header ${header} does not say what the argument ${path.join('.')} does`;
  }
  return undefined;
}

function decoded(header: string): string | undefined {
  const encoded = ENCODED.exec(header)?.[1];
  if (encoded === undefined) return header;
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded && isUtf8(bytes) ? bytes.toString() : undefined;
}

function isSame(text: string, value: string | boolean | number): boolean {
  if (typeof value === 'number' && DECIMAL.test(text)) return Number(text) === value;
  return text === String(value);
}

function misplaced(what: string): SluiceError {
  return new SluiceError({ code: 'invalid_configuration', message: `In a tool's arguments, ${KEYWORD} ${what}.` });
}
