import { stripVTControlCharacters } from 'node:util';

/** Forms of secrets that turn up in logs, from their publishers' documents. */
const SECRETS: readonly RegExp[] = [
  /\bgl(?:pat|ptt|cbt|dt|rt|soat|ft|imt|agent)-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36,}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=\b(?:authorization|private-token|x-api-key)["']?\s*[:=]\s*["']?(?:bearer\s+|basic\s+)?)(?!(?:bearer|basic)\s)[^\s"',;]{6,}/gi,
  /(?<=\b\w*(?:password|passwd|secret|token|api_?key)\w*["']?\s*[:=]\s*["']?)[^\s"',;]{6,}/gi,
  /(?<=:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g,
];

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
  const plain = stripVTControlCharacters(text)
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
