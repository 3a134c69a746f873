import type { Principal } from '@sluice/core';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';

/**
 * Tells who sent a request.
 *
 * @throws SluiceError `unauthenticated` or `forbidden`
 * @public
 */
export type Authenticator = (request: Request) => Principal | Promise<Principal>;

/** Lets nobody past whom the authenticator does not know. */
export function requirePrincipal(authenticate: Authenticator): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    context.set('principal', await authenticate(context.req.raw));
    await next();
  };
}
