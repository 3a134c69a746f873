import { REDACTED, redactSecrets, toReadableLog } from '../../text/untrusted-text.ts';

const MAX_CHARACTERS = 400;

/**
 * Makes what a CI system says in a refusal fit for the middle of a sentence of ours: one line, no links, markup, escape
 * codes or secrets. Undefined when nothing is left.
 *
 * @param secrets - What must not be shown wherever it stands, such as the token and the host
 * @public
 */
export function refusalLine(text: string, secrets: readonly string[]): string | undefined {
  const concealed = secrets.reduce(
    (shown, secret) => shown.replaceAll(secret, REDACTED),
    toReadableLog(text).replace(/\bhttps?:\/\/[^\s"'<>]+/gi, '[link]'),
  );
  const line = redactSecrets(concealed)
    .replace(/<[/!]?[a-z][^>]*>?/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[45]\d\d (?=\S)/, '')
    .slice(0, MAX_CHARACTERS)
    .replace(/[\s.;:]+$/, '');
  return line === '' ? undefined : line;
}
