/** Writes a value as some agent or service does. Returns undefined for what the encoding can't say. */
export type Encoding = (value: unknown) => unknown;

/** Java's `toString`, which is how Bedrock renders lists and maps. */
export function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const entries = Object.entries(value).map(([name, member]) => `${name}=${javaText(member)}`);
  return `{${entries.join(', ')}}`;
}

/** Every encoding that has been seen, by name. */
export const ENCODINGS: Readonly<Record<string, Encoding>> = {
  native: (value) => value,
  text: (value) => (isStructured(value) ? undefined : String(value)),
  JSON: (value) => JSON.stringify(value),
  'JSON in JSON': (value) => JSON.stringify(JSON.stringify(value)),
  'JSON with space': (value) => (isStructured(value) ? JSON.stringify(value, undefined, 2) : undefined),
  Java: (value) => (isStructured(value) ? javaText(value) : undefined),
  'Java in JSON': (value) => (isStructured(value) ? JSON.stringify(javaText(value)) : undefined),
  'comma and space': (value) => separated(value, ', '),
  comma: (value) => separated(value, ','),
  items: (value) => items(value, (text) => text),
  'escaped items': (value) => items(value, escapedXml),
  'elements as texts': (value) =>
    Array.isArray(value) && !value.some(isStructured) ? JSON.stringify(value.map(textOf)) : undefined,
  Python: (value) => (typeof value === 'boolean' ? (value ? 'True' : 'False') : undefined),
};

function separated(value: unknown, separator: string): string | undefined {
  return Array.isArray(value) && !value.some(isStructured) ? value.map(String).join(separator) : undefined;
}

function items(value: unknown, written: (text: string) => string): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((element) => `<item>${written(javaText(element))}</item>`).join('');
}

function escapedXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Nothing but texts and nulls stays what it is. */
function textOf(value: unknown): unknown {
  return value === null ? null : String(value);
}

function isStructured(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return isStructured(value) && !Array.isArray(value);
}
