import type { Authenticator } from './authenticator.ts';

/**
 * Makes an authenticator of several: the first that knows the kind of credentials that a request has decides.
 *
 * @example
 * ```ts
 * const authenticate = firstOf([apiKeyAuthenticator(keys), jwtAuthenticator(issuers)]);
 * ```
 * @public
 */
export function firstOf(authenticators: readonly Authenticator[]): Authenticator {
  return async (request, gateway) => {
    for (const authenticate of authenticators) {
      const principal = await authenticate(request, gateway);
      if (principal !== undefined) return principal;
    }
    return undefined;
  };
}
