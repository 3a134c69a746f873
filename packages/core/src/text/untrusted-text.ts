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
  /\beyJ[\w-]{8,1000}\.eyJ[\w-]{8,}\.[\w-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // The end of a key whose beginning stands in an earlier piece of the log.
  /(?:^[ \t]{0,20}[A-Za-z0-9+/=]{1,100}\n){0,200}^[ \t]{0,20}[A-Za-z0-9+/=]{0,100}-----END [A-Z ]{0,40}PRIVATE KEY-----/gm,
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
  return SECRETS.reduce((redacted, form) => redacted.replace(form, REDACTED), text);
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
