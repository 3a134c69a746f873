import { type Principal, SluiceError } from '@sluice/core';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';
import type { GatewayIdentity } from './gateway-identity.ts';

/**
 * Tells who sent a request: a principal, or undefined when the request has no credentials of the kind that this
 * authenticator reads. Credentials that are wrong are an error.
 *
 * @throws SluiceError `unauthenticated` or `forbidden`
 * @public
 */
export type Authenticator = (
  request: Request,
  gateway?: GatewayIdentity,
) => Principal | undefined | Promise<Principal | undefined>;

/** Lets nobody past whom the authenticator does not know. */
export function requirePrincipal(authenticate: Authenticator): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const principal = await authenticate(context.req.raw, context.env.gateway);
    if (principal === undefined) throw unknownSender();
    context.set('principal', principal);
    await next();
  };
}

function unknownSender(): SluiceError {
  return new SluiceError({
    code: 'unauthenticated',
    message: 'An API key or a token is needed: send it as "X-API-Key: <key>" or "Authorization: Bearer <key or token>".',
  });
}
