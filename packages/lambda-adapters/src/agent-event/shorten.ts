import { isObject } from './is-object.ts';

type Body = Readonly<Record<string, unknown>>;

/** Says what was left out, in the field `shortened` beside what there was. */
function telling(body: Body, omissions: readonly string[]): Body {
  if (omissions.length === 0) return body;
  const { shortened: before, ...fields } = body;
  const said = typeof before === 'string' ? `${before} ` : '';
  return { ...fields, shortened: `${said}Left out, since the answer was too long: ${omissions.join(', ')}.` };
}

/** Cuts the middle out of each text that is longer than a number of characters, in the fields that are named so. */
export function shortenTexts(body: Body, length: number, includes: (name: string) => boolean): Body {
  const names = new Set<string>();
  const shorten = (text: string, name: string): string => {
    if (text.length <= length || !includes(name)) return text;
    names.add(name);
    return withoutMiddle(text, length);
  };
  const { shortened, ...fields } = body;
  const result = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, mapTexts(value, name, shorten)]),
  );
  const kept = shortened === undefined ? result : { ...result, shortened };
  return telling(kept, names.size === 0 ? [] : [`the middle of ${[...names].slice(0, MOST_NAMES).join(', ')}`]);
}

/** Cuts each list, however deep, after a number of elements. */
export function shortenLists(body: Body, length: number): Body {
  const omissions: string[] = [];
  const shorten = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) {
      if (value.length > length) omissions.push(`${value.length - length} of ${value.length} in ${name}`);
      return value.slice(0, length).map((element) => shorten(element, name));
    }
    return isObject(value) ? mapFields(value, shorten) : value;
  };
  const result = mapFields(body, shorten);
  return telling(result, omissions.slice(0, MOST_NAMES));
}

/** Keeps the fields that are neither lists nor objects. */
export function leaveOutObjects(body: Body): Body {
  const entries = Object.entries(body);
  const isPlain = ([, value]: readonly [string, unknown]): boolean => typeof value !== 'object' || value === null;
  const plain = entries.filter(isPlain).slice(0, MOST_FIELDS);
  const kept = new Set(plain.map(([name]) => name));
  const omitted = entries.map(([name]) => name).filter((name) => !kept.has(name));
  return telling(Object.fromEntries(plain), omitted.slice(0, MOST_NAMES));
}

/** What is left out is named up to here; more would be as long as what is left out. */
const MOST_NAMES = 10;

/** How many plain fields remain at the very last. */
const MOST_FIELDS = 40;

function mapTexts(value: unknown, name: string, change: (text: string, name: string) => string): unknown {
  if (typeof value === 'string') return change(value, name);
  if (Array.isArray(value)) return value.map((element) => mapTexts(element, name, change));
  return isObject(value) ? mapFields(value, (member, memberName) => mapTexts(member, memberName, change)) : value;
}

function mapFields(object: Body, change: (value: unknown, name: string) => unknown): Body {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}

/** Keeps beginning and end, where logs and messages say what matters. */
function withoutMiddle(text: string, length: number): string {
  const half = Math.floor(length / 2);
  const omitted = text.length - 2 * half;
  const [beginning, end] = [text.slice(0, half), text.slice(text.length - half)];
  return `${beginning.toWellFormed()}\n[… ${omitted} characters left out …]\n${end.toWellFormed()}`;
}
