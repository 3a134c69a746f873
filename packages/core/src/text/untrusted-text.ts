import { stripVTControlCharacters } from 'node:util';

/**
 * Forms of secrets that turn up in logs, from their publishers' documents.
 *
 * Logs are written by others, so no form may take quadratic time: what repeats before a part that may be missing has a
 * bound.
 */
const SECRETS: readonly RegExp[] = [
  /\bgl(?:pat|ptt|cbt|dt|rt|soat|ft|imt|agent)-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36,}/g,
  /sluice_[A-Za-z0-9]{40,}/g,
  /\beyJ[\w-]{8,1000}\.eyJ[\w-]{8,}\.[\w-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=\b(?:authorization|private-token|x-api-key)["']?\s{0,8}[:=]\s{0,8}["']?(?:bearer\s{1,8}|basic\s{1,8})?)(?!(?:bearer|basic)\s)[^\s"',;]{6,}/gi,
  /(?<=\b\w*(?:password|passwd|secret|token|api_?key)\w*["']?\s{0,8}[:=]\s{0,8}["']?)[^\s"',;]{6,}/gi,
  /(?<=:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g,
];

/** A command to the terminal, such as for its title, that Node's own pattern takes quadratic time for. */
const TERMINAL_COMMAND = /\u001b\][^\u0007\u001b\u009c\r\n]*(?:\u0007|\u001b\\|\u009c)?/g;

/** What stands where a secret was. @public */
export const REDACTED = '[redacted]';

/** Replaces what looks like a secret. @public */
export function redactSecrets(text: string): string {
  return redactKeyEnds(SECRETS.reduce((redacted, form) => redacted.replace(form, REDACTED), text));
}

const KEY_END = /-----END [A-Z ]{0,40}PRIVATE KEY-----/g;
const KEY_LINE = /^[ \t]{0,20}[A-Za-z0-9+/=]{0,100}$/;
const KEY_LINE_CHARACTERS = 120;
const KEY_LINES = 200;

/** Replaces the end of a key whose beginning stands in an earlier piece of the log: its lines, read backwards. */
function redactKeyEnds(text: string): string {
  let redacted = '';
  let from = 0;
  for (const { 0: end, index } of text.matchAll(KEY_END)) {
    const start = keyStart(text, index, from);
    if (start === undefined) continue;
    redacted += text.slice(from, start) + REDACTED;
    from = index + end.length;
  }
  return redacted + text.slice(from);
}

/** Where the lines of a key begin that ends there; undefined where something else stands before its end. */
function keyStart(text: string, end: number, from: number): number | undefined {
  let start: number | undefined;
  for (let before = end, lines = 0; lines <= KEY_LINES && before >= from; lines += 1) {
    const lineStart = Math.max(text.lastIndexOf('\n', before - 1) + 1, from);
    const isKey = before - lineStart <= KEY_LINE_CHARACTERS && KEY_LINE.test(text.slice(lineStart, before));
    if (!isKey || (lines > 0 && before === lineStart)) return start;
    start = lineStart;
    before = lineStart - 1;
  }
  return start;
}

/**
 * Makes text that a pipeline wrote fit to be read: no escape codes or control characters, line ends as `\n`,
 * what looks like a secret replaced. It stays untrusted: data to read, never instructions to follow.
 *
 * @public
 */
export function toReadableLog(text: string): string {
  const plain = stripVTControlCharacters(text.replace(TERMINAL_COMMAND, ''))
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  return redactSecrets(plain);
}

/** Keeps the end of a text, by whole lines where it can, and says so. @public */
export function keepTail(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const tail = text.slice(-maxCharacters);
  const lineStart = tail.indexOf('\n') + 1;
  return `[…]\n${lineStart > 0 && lineStart < tail.length ? tail.slice(lineStart) : tail}`;
}

/** Makes text that others wrote fit for one line of a record: readable, no line ends, no longer than that. */
export function toLine(text: string, maxCharacters: number): string {
  // Far more than is kept, so that nobody's text keeps the patterns busy.
  const line = toReadableLog(text.slice(0, maxCharacters * 4))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`;
}

/** Replaces values that are secret wherever they stand, but for those that are too short to be told from other text. */
export function concealValues(text: string, values: readonly unknown[]): string {
  return values
    .flatMap((value) => (typeof value === 'string' ? [value] : leavesOf(value)))
    .filter((value) => value.length >= SHORTEST_VALUE)
    .reduce((concealed, value) => concealed.replaceAll(value, REDACTED), text);
}

const SHORTEST_VALUE = 4;

function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  return value === undefined || value === null ? [] : [String(value)];
}
