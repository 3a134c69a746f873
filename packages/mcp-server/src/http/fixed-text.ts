import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { answerText } from './answer.ts';
import type { ServerEnv } from './server-env.ts';

/** A text that stays the same while the server runs. */
export interface FixedText {
  readonly content: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Prepares a text, so that who has it already is not sent it again. */
export function fixedText(content: string, headers: Readonly<Record<string, string>>): FixedText {
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
  return { content, headers: { ...headers, etag, 'cache-control': 'no-cache' } };
}

/** Answers with a prepared text, or with 304 where the caller has it. */
export function fixedTextResponse(context: Context<ServerEnv>, { content, headers }: FixedText): Response {
  const { etag = '' } = headers;
  // A proxy that compresses makes the tag a weak one.
  const known = (context.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return answerText(context, null, 304, headers);
  return answerText(context, content, 200, headers);
}
