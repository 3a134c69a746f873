import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from './server-env.ts';

/**
 * Makes one middleware of two: Hono's own way from one to the next costs more than most of them do.
 *
 * The outer one must do nothing after the inner one that an error there must not keep it from: Hono answers errors after
 * both.
 */
export function inOne(
  outer: MiddlewareHandler<ServerEnv>,
  inner: MiddlewareHandler<ServerEnv>,
): MiddlewareHandler<ServerEnv> {
  return (context, next) =>
    outer(context, async () => {
      const response = await inner(context, next);
      if (response !== undefined) context.res = response;
    });
}
