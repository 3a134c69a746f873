import { leaveOutObjects, shortenLists, shortenTexts } from './shorten.ts';
import type { ToolReply } from './tool-reply.ts';

type Body = ToolReply['body'];

/** How many UTF-8 bytes a reply to an agent may have as a whole, well within the limit that Bedrock enforces. */
export const MAX_REPLY_BYTES = 24_000;

/** How short a text may become before something else is shortened as well, in characters. */
const SHORT_TEXT = 300;

/** How short a text may become at the very last, in characters. */
const SHORTEST_TEXT = 20;

/** What a pipeline wrote, which is the longest and the first to be shortened. */
const LOG_FIELDS: ReadonlySet<string> = new Set(['log_tail', 'log', 'content']);

/**
 * Encodes a reply, shortened until all of it fits, and says in it what was left out. It stays an object of the same
 * fields, and so JSON: logs lose their middle, then other texts do, then lists lose their end, and at the very last only
 * short plain fields remain.
 */
export function fitReply<Encoded>(reply: ToolReply, maxBytes: number, encode: (reply: ToolReply) => Encoded): Encoded {
  const encoded = encode(reply);
  if (bytesOf(encoded) <= maxBytes) return encoded;
  const encodeBody = (body: Body): Encoded => encode({ ...reply, body });
  const fits = (body: Body): boolean => bytesOf(encodeBody(body)) <= maxBytes;
  return encodeBody(shortened(reply.body, maxBytes, fits));
}

function bytesOf(encoded: unknown): number {
  return Buffer.byteLength(JSON.stringify(encoded));
}

function shortened(body: Body, maxBytes: number, fits: (body: Body) => boolean): Body {
  const isLog = (name: string): boolean => LOG_FIELDS.has(name);
  const isAny = (): boolean => true;
  const withLogs = largestThatFits([SHORT_TEXT, maxBytes], (length) => shortenTexts(body, length, isLog), fits);
  if (withLogs !== undefined) return withLogs;
  const withTexts = largestThatFits([SHORT_TEXT, maxBytes], (length) => shortenTexts(body, length, isAny), fits);
  if (withTexts !== undefined) return withTexts;
  const short = shortenTexts(body, SHORT_TEXT, isAny);
  const withLists = largestThatFits([0, maxBytes], (length) => shortenLists(short, length), fits);
  if (withLists !== undefined) return withLists;
  const plain = leaveOutObjects(short);
  const last = (length: number): Body => shortenTexts(plain, length, isAny);
  return largestThatFits([SHORTEST_TEXT, SHORT_TEXT], last, fits) ?? last(SHORTEST_TEXT);
}

/** Tries lengths between two bounds; returns what the greatest one makes that fits, or undefined when none does. */
function largestThatFits(
  [shortest, longest]: readonly [number, number],
  make: (length: number) => Body,
  fits: (body: Body) => boolean,
): Body | undefined {
  let best: Body | undefined;
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
