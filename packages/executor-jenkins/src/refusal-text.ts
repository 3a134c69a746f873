import { refusalLine } from '@sluice/core';
import type { FailedAnswer } from './errors.ts';

/** How much of a body is looked at. */
const MAX_BODY = 100_000;

/** What Jenkins' error pages say between their furniture; pages of proxies have none of these. */
const SENTENCES: readonly RegExp[] = [
  /<th>MESSAGE:<\/th>\s*<td>([^<]+)<\/td>/i,
  /<title>Error \d{3} ([^<]+)<\/title>/i,
  /<h2>HTTP ERROR \d{3} ([^<]+)<\/h2>/i,
  /(Illegal choice for parameter [^<\r\n]+)/,
  /(No valid crumb was included in the request)/,
  /(This input has been already given)/,
  /(You need to (?:be|have) [^<\r\n]+)/,
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
  return refusalLine(isHtml ? sentenceOf(start) : start, secrets);
}

function sentenceOf(page: string): string {
  const said = SENTENCES.map((pattern) => pattern.exec(page)?.[1]).find((sentence) => sentence !== undefined) ?? '';
  return said.replace(/&(?:quot|apos|lt|gt|amp|#0?39);/g, (entity) => ENTITIES.get(entity) ?? entity);
}
