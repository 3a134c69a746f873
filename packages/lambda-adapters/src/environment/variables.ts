import { parseJson } from '../lambda/parse-json.ts';
import type { Reader, Variable } from './read-environment.ts';

/** A text that must be there. */
export function text(expected: string): Variable<string> {
  return { expected, schema: reader((given) => given.trim() || undefined) };
}

/** A variable that need not be set. */
export function optional<Value>({ expected, schema }: Variable<Value>): Variable<Value | undefined> {
  const safeParse: Reader<Value | undefined>['safeParse'] = (given) =>
    given === undefined ? { success: true, data: undefined } : schema.safeParse(given);
  return { expected, schema: { safeParse } };
}

/** A switch, off unless it is `true`. */
export function flag(expected: string): Variable<boolean> {
  const schema = reader((given) => (given === 'true' || given === 'false' ? given === 'true' : undefined), false);
  return { expected: `${expected}: true or false (default false)`, schema };
}

/** A whole number between two others, or a default. */
export function integer(
  expected: string,
  { min, max, defaultValue }: Readonly<Record<'min' | 'max' | 'defaultValue', number>>,
): Variable<number> {
  const read = (given: string): number | undefined => {
    const number = /^\d+$/.test(given) ? Number(given) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  };
  return {
    expected: `${expected}: a whole number from ${min} to ${max} (default ${defaultValue})`,
    schema: reader(read, defaultValue),
  };
}

/** The address of an HTTP server; a slash at its end is dropped. */
export function httpUrl(expected: string): Variable<string> {
  const read = (given: string): string | undefined => {
    const url = given.trim();
    return isPlainHttpUrl(url) ? url.replace(/\/+$/, '') : undefined;
  };
  return { expected, schema: reader(read) };
}

/** A JSON object of texts, such as ids by name. */
export function textsByName(expected: string): Variable<Readonly<Record<string, string>>> {
  return { expected, schema: reader(readTexts) };
}

/**
 * Makes a reader without zod, whose schemas take longer to make than all variables to read.
 *
 * @param read - Returns undefined where the text can't be used
 * @param absent - The value where the variable is not set; without one it must be
 */
function reader<Value>(read: (text: string) => Value | undefined, absent?: Value): Reader<Value> {
  return {
    safeParse(given) {
      const data = given === undefined ? absent : read(given);
      return data === undefined ? { success: false } : { success: true, data };
    },
  };
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

function readTexts(given: string): Readonly<Record<string, string>> | undefined {
  const value = parseJson(given);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries: (readonly [string, string])[] = [];
  for (const [name, member] of Object.entries(value)) {
    const trimmed = typeof member === 'string' ? member.trim() : '';
    if (trimmed === '' || !NAME.test(name)) return undefined;
    entries.push([name, trimmed]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function isPlainHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'http:' || url.protocol === 'https:';
}
