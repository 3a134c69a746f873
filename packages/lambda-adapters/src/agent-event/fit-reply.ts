import type { ReceivedEvent } from './agent-event-format.ts';
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
 * Encodes a reply in the form that its event expects, shortened until all of it fits, and says in it what was left out. It
 * stays an object of the same fields, and so JSON: logs lose their middle, then other texts do, then lists lose their end,
 * and at the very last only short plain fields remain.
 */
export function fitReply<Encoded>(
  reply: ToolReply,
  maxBytes: number,
  { call, encode }: Pick<ReceivedEvent<Encoded>, 'call' | 'encode'>,
): Encoded {
  const text = JSON.stringify(reply.body);
  const encoded = encode(reply, text);
  const longest = text.length + lengthAround(call, reply);
  if (longest * MOST_BYTES <= maxBytes || bytesOf(encoded) <= maxBytes) return encoded;
  const encodeBody = (body: Body): Encoded => encode({ ...reply, body }, JSON.stringify(body));
  const fits = (body: Body): boolean => bytesOf(encodeBody(body)) <= maxBytes;
  return encodeBody(shortened(reply.body, maxBytes, fits));
}

/** How many bytes a character of JSON becomes at the most when it is written within JSON, in UTF-8. */
const MOST_BYTES = 3;

/** What the forms say of their own, in characters; more than any of them has. */
const FORM_LENGTH = 400;

/** How many characters stand around a reply's body at the most: so that most replies need not be written to be measured. */
function lengthAround(call: ReceivedEvent<unknown>['call'], reply: ToolReply): number {
  return (
    FORM_LENGTH +
    2 * (call.actionGroup.length + call.operation.name.length) +
    lengthOf(call.sessionAttributes) +
    lengthOf(call.promptSessionAttributes) +
    lengthOf(reply.sessionAttributes) +
    lengthOf(reply.promptSessionAttributes)
  );
}

/** Of attributes, the characters with what JSON puts around them; one that JSON escapes has six bytes, twice what counts for it. */
function lengthOf(attributes: Readonly<Record<string, string>> = {}): number {
  let length = 0;
  for (const name in attributes) length += 2 * name.length + 2 * (attributes[name]?.length ?? 0) + 6;
  return length;
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
