import { SluiceError } from '@sluice/core';
import type { Context } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';

/**
 * Returns the query of a request: a text for each name, and a list of texts for the names that may be repeated.
 *
 * @throws SluiceError `invalid_request` for any other name that is repeated: which of its values counts is anybody's guess
 */
export function queryOf(
  context: Context<ServerEnv>,
  lists: readonly string[] = [],
): Record<string, string | readonly string[]> {
  if (!context.req.url.includes('?')) return {};
  const entries = Object.entries(context.req.queries());
  const repeated = entries.filter(([name, values]) => values.length > 1 && !lists.includes(name));
  if (repeated.length > 0) throw givenTwice(repeated.map(([name]) => name));
  return Object.fromEntries(entries.map(([name, values]) => [name, lists.includes(name) ? values : (values[0] ?? '')]));
}

function givenTwice(names: readonly string[]): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message: `The request is not valid: ${names.map((name) => `${name} may be given once`).join('; ')}.`,
    fields: names.map((field) => ({ field, message: 'may be given once' })),
  });
}
