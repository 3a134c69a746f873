import { type ApiKey, apiKeyAuthenticator } from './api-key.ts';
import type { Authenticator } from './authenticator.ts';
import { type Current, currentOf } from './current.ts';
import { firstOf } from './first-of.ts';
import { type GatewayAccess, gatewayAuthenticator } from './gateway.ts';
import { jwtAuthenticator, type TokenCheckOptions, type TokenIssuer } from './jwt.ts';
import { loadBalancerAuthenticator } from './load-balancer.ts';

/**
 * Who may ask, and for what.
 *
 * @public
 */
export interface Access {
  readonly apiKeys: readonly ApiKey[];
  /** Whose tokens are accepted. */
  readonly issuers: readonly TokenIssuer[];
  /** Which gateways are believed. */
  readonly gateway: GatewayAccess;
}

/** Nobody. @public */
export const NOBODY: Access = { apiKeys: [], issuers: [], gateway: {} };

/** Tells whether nobody at all may ask. @public */
export function isNobody({ apiKeys, issuers, gateway }: Access): boolean {
  const gateways = Object.values(gateway).filter((kind) => kind !== undefined);
  return apiKeys.length + issuers.length + gateways.length === 0;
}

/**
 * Makes the authenticator of an access document: gateways, API keys and tokens, in this order. What a function returns
 * is looked at with every request, so that keys may change while the server runs.
 *
 * @example
 * ```ts
 * const access = accessOf(parse(await readFile('access.yaml', 'utf8')), 'access.yaml');
 * const authenticate = accessAuthenticator(access, { logger });
 * ```
 * @throws SluiceError `invalid_configuration` for what `apiKeyAuthenticator` and the others do not take
 * @public
 */
export function accessAuthenticator(access: Current<Access>, options: TokenCheckOptions = {}): Authenticator {
  const current = currentOf(access);
  return firstOf([
    gatewayAuthenticator(() => current().gateway),
    loadBalancerAuthenticator(() => current().gateway.loadBalancer, options),
    apiKeyAuthenticator(() => current().apiKeys, options),
    jwtAuthenticator(() => current().issuers, options),
  ]);
}
