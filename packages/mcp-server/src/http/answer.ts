import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ServerEnv } from './server-env.ts';

/**
 * Answers with a text, and with whatever the guards have gathered for the answer's head.
 *
 * All headers go in at once, as a plain record, and nobody looks at them afterwards: then the Node adapter writes them as
 * they are. To touch `response.headers` is to make a `Headers` and to take it apart again, which costs more than the rest
 * of an answer.
 */
export function answerText(
  context: Context<ServerEnv>,
  text: string | null,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  const response = new Response(text, { status, headers: { ...context.get('answerHeaders'), ...headers } });
  context.set('completeAnswer', response);
  return response;
}

/** Answers with JSON, as `answerText` does. */
export function answerJson(
  context: Context<ServerEnv>,
  body: object,
  status: ContentfulStatusCode = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answerText(context, JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

/** Adds to what the guards say in the head of the answer, whoever makes it. */
export function tellInHead(context: Context<ServerEnv>, headers: Readonly<Record<string, string>>): void {
  Object.assign(context.get('answerHeaders'), headers);
}

/** Tells whether the answer is one of ours, with its head complete; it is no stream then. */
export function isComplete(context: Context<ServerEnv>): boolean {
  return context.get('completeAnswer') === context.res;
}
