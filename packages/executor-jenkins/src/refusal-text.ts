import { REDACTED, redactSecrets, toReadableLog } from '@sluice/core';
import type { FailedAnswer } from './errors.ts';

const MAX_CHARACTERS = 400;
/** How much of a body is looked at. */
const MAX_BODY = 100_000;

/** What Jenkins' error pages say between their furniture; pages of proxies have none of these. */
const SENTENCES: readonly RegExp[] = [
  /<th>MESSAGE:<\/th>\s*<td>([^<]+)<\/td>/i,
  /<title>Error \d{3} ([^<]+)<\/title>/i,
  /<h2>HTTP ERROR \d{3} ([^<]+)<\/h2>/i,
  /(Illegal choice for parameter [^<\r\n]+)/,
  /(No valid crumb was included in the request)/,
];

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&#39;', "'"],
  ['&#039;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
]);

/**
 * Returns what Jenkins says in an error page, fit for the middle of a sentence; undefined for the pages of proxies and
 * those that say nothing.
 */
export function refusalText({ body, contentType }: FailedAnswer, secrets: readonly string[]): string | undefined {
  const start = body.slice(0, MAX_BODY);
  const isHtml = (contentType ?? '').includes('html') || start.trimStart().startsWith('<');
  return tidy(isHtml ? sentenceOf(start) : start, secrets);
}

function sentenceOf(page: string): string {
  const said = SENTENCES.map((pattern) => pattern.exec(page)?.[1]).find((sentence) => sentence !== undefined) ?? '';
  return said.replace(/&(?:quot|apos|lt|gt|amp|#0?39);/g, (entity) => ENTITIES.get(entity) ?? entity);
}

function tidy(text: string, secrets: readonly string[]): string | undefined {
  const concealed = secrets.reduce(
    (shown, secret) => shown.replaceAll(secret, REDACTED),
    toReadableLog(text).replace(/\bhttps?:\/\/[^\s"'<>]+/gi, '[link]'),
  );
  const line = redactSecrets(concealed)
    .replace(/<[/!]?[a-z][^>]*>?/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_CHARACTERS)
    .replace(/[\s.;:]+$/, '');
  return line === '' ? undefined : line;
}
