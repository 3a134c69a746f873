import { refusalLine } from '@sluice/core';
import type { FailedAnswer } from './errors.ts';

const MAX_DEPTH = 4;

/**
 * Returns what GitLab says in an error body of any of its shapes, fit for the middle of a sentence; undefined for HTML
 * and for bodies that say nothing.
 */
export function refusalText(answer: FailedAnswer, secrets: readonly string[]): string | undefined {
  const said = parseJson(answer.body);
  return refusalLine(said === undefined ? plainText(answer) : sentencesOf(said, 0).join('; '), secrets);
}

/** Tells whether a body is one of GitLab's own about what it was asked for: a router's or a proxy's has no message. */
export function hasMessage(body: string): boolean {
  const said = parseJson(body);
  return typeof said === 'object' && said !== null && 'message' in said;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function plainText({ body, contentType }: FailedAnswer): string {
  const isHtml = (contentType ?? '').includes('html') || body.trimStart().startsWith('<');
  return isHtml ? '' : body;
}

/** `{message}`, `{message: {base: [...]}}`, `{error, error_description}`, a list of sentences, a bare sentence. */
function sentencesOf(said: unknown, depth: number): readonly string[] {
  if (typeof said === 'string') return [said];
  if (depth > MAX_DEPTH || typeof said !== 'object' || said === null) return [];
  if (Array.isArray(said)) return said.flatMap((entry) => sentencesOf(entry, depth + 1));
  if (depth === 0) return topLevelSentences(said);
  return Object.entries(said).flatMap(([field, entry]) => {
    const sentences = sentencesOf(entry, depth + 1);
    return field === 'base' ? sentences : sentences.map((sentence) => `${field} ${sentence}`);
  });
}

function topLevelSentences(said: object): readonly string[] {
  const fields = new Map<string, unknown>(Object.entries(said));
  const sentences = ['message', 'error', 'error_description', 'errors'].map((field) => {
    return sentencesOf(fields.get(field), 1).join('; ');
  });
  return sentences.filter((sentence) => sentence !== '');
}
