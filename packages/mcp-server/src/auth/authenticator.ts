import type { Principal } from '@sluice/core';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';
import type { GatewayIdentity } from './gateway-identity.ts';
import type { ProtectedResource } from './protected-resource.ts';
import { unauthenticated } from './unauthenticated.ts';

/**
 * Tells who sent a request: a principal, or undefined when the request has no credentials of the kind that this
 * authenticator reads. Credentials that are wrong are an error.
 *
 * @throws SluiceError `unauthenticated`, `forbidden`, or `overloaded` while they can't be checked
 * @public
 */
export type Authenticator = (
  request: Request,
  gateway?: GatewayIdentity,
) => Principal | undefined | Promise<Principal | undefined>;

/**
 * Lets nobody past whom the authenticator does not know.
 *
 * @param protectedResource - What those who are refused are told of tokens.
 */
export function requirePrincipal(
  authenticate: Authenticator,
  protectedResource: () => ProtectedResource | undefined = () => undefined,
): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const resource = protectedResource();
    if (resource !== undefined) context.set('protectedResource', resource);
    // `app.fetch(request)` may be called without bindings.
    const { gateway } = context.env ?? {};
    const principal = await authenticate(context.req.raw, gateway);
    if (principal === undefined) throw unauthenticated(NO_CREDENTIALS);
    context.set('principal', principal);
    return next();
  };
}

const NO_CREDENTIALS =
  'An API key or a token is needed: send it as "X-API-Key: <key>" or "Authorization: Bearer <key or token>".';
