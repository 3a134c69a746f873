type JsonObject = Readonly<Record<string, unknown>>;

/** How many UTF-8 bytes a reply to an agent may have as a whole, well within the limit that Bedrock enforces. */
export const MAX_REPLY_BYTES = 24_000;

/** How short a text may become before lists are shortened as well, in characters. */
const SHORTEST_TEXT = 300;

/**
 * Shortens a reply's body until the whole reply fits, and says so in it. It stays an object of the same fields: long
 * texts lose their middle, then lists their end, and at the very last only the plain fields remain.
 *
 * @param sizeOf - Bytes of the whole reply with a body
 */
export function fitBody(body: JsonObject, maxBytes: number, sizeOf: (body: JsonObject) => number): JsonObject {
  const fits = (candidate: JsonObject): boolean => sizeOf(candidate) <= maxBytes;
  if (fits(body)) return body;
  const withTexts = largestThatFits(maxBytes, SHORTEST_TEXT, (length) => shortenTexts(body, length), fits);
  if (withTexts !== undefined) return withTexts;
  const shortTexts = shortenTexts(body, SHORTEST_TEXT);
  const withLists = largestThatFits(maxBytes, 0, (length) => shortenLists(shortTexts, length), fits);
  return withLists ?? plainFields(shortTexts);
}

/** Tries lengths between two bounds; returns what the greatest one makes that fits, or undefined when none does. */
function largestThatFits(
  longest: number,
  shortest: number,
  make: (length: number) => JsonObject,
  fits: (candidate: JsonObject) => boolean,
): JsonObject | undefined {
  let best: JsonObject | undefined;
  let low = shortest;
  let high = longest;
  while (low <= high) {
    const length = Math.floor((low + high) / 2);
    const candidate = make(length);
    if (fits(candidate)) {
      best = candidate;
      low = length + 1;
    } else {
      high = length - 1;
    }
  }
  return best;
}

function shortenTexts(body: JsonObject, length: number): JsonObject {
  return mapTexts(body, (text) => shortenText(text, length)) as JsonObject;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapTexts(member, change)]));
}

/** Keeps beginning and end, where logs and messages say what matters. */
function shortenText(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor(length / 2);
  const omitted = text.length - 2 * half;
  const [beginning, end] = [text.slice(0, half), text.slice(text.length - half)];
  return `${beginning.toWellFormed()}\n[… ${omitted} characters left out …]\n${end.toWellFormed()}`;
}

function shortenLists(body: JsonObject, length: number): JsonObject {
  const omitted: string[] = [];
  const entries = Object.entries(body).map(([key, value]) => {
    if (!Array.isArray(value) || value.length <= length) return [key, value];
    omitted.push(`${value.length - length} of ${value.length} in ${key}`);
    return [key, value.slice(0, length)];
  });
  return {
    ...Object.fromEntries(entries),
    shortened: `Left out, since the answer was too long: ${omitted.join(', ')}.`,
  };
}

function plainFields(body: JsonObject): JsonObject {
  const [plain, nested] = [new Map<string, unknown>(), [] as string[]];
  for (const [key, value] of Object.entries(body)) {
    if (typeof value === 'object' && value !== null) nested.push(key);
    else plain.set(key, value);
  }
  if (nested.length === 0) return body;
  return { ...Object.fromEntries(plain), shortened: `Left out, since the answer was too long: ${nested.join(', ')}.` };
}
