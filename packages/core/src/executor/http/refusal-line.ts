import { REDACTED, redactSecrets, toReadableLog } from '../../text/untrusted-text.ts';

const MAX_CHARACTERS = 400;
/** How much of a text is looked at: what is in front of a CI system may send anything, of any length. */
const MAX_TEXT = 20_000;

/**
 * Makes what a CI system says in a refusal fit for the middle of a sentence of ours: one line, no links, markup, escape
 * codes or secrets. Undefined when nothing is left.
 *
 * @param secrets - What must not be shown wherever it stands, such as the token and the host
 * @public
 */
export function refusalLine(text: string, secrets: readonly string[]): string | undefined {
  // Before the rest is cut off: half a secret would not be known again.
  const start = conceal(text, secrets).slice(0, MAX_TEXT);
  const readable = toReadableLog(start).replace(/\bhttps?:\/\/[^\s"'<>]+/gi, '[link]');
  const line = redactSecrets(conceal(readable, secrets))
    .replace(/<[/!]?[a-z][^>]*>?/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[45]\d\d (?=\S)/, '')
    .slice(0, MAX_CHARACTERS)
    .replace(/[\s.;:]+$/, '');
  return line === '' ? undefined : line;
}

function conceal(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, REDACTED), text);
}
