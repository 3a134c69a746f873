import type { Clock, Principal, ServiceLogger } from '@sluice/core';
import { decodeJwt, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { systemClock } from '../system-clock.ts';
import type { Authenticator } from './authenticator.ts';
import { bearerOf, looksLikeToken } from './bearer.ts';
import { type ClaimRules, claimOf, permissionsOf } from './claim-rules.ts';
import { type Current, currentOf, derivedFrom } from './current.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { isIssuer, isSubject, subjectId } from './principal-id.ts';
import { tokenRefusal } from './token-refusal.ts';
import { isTrustedUrl } from './trusted-url.ts';
import { misconfigured, unauthenticated } from './unauthenticated.ts';

/**
 * Who issues tokens that the server trusts, for what, and what they give.
 *
 * @public
 */
export interface TokenIssuer extends ClaimRules {
  /** As its tokens have it in `iss`, to the letter; HTTPS. */
  readonly issuer: string;
  /** Whom a token must be for: one of these in `aud`. Without this check, a token for any other server would do. */
  readonly audience: string | readonly string[];
  /** Where its keys are. @defaultValue what its OpenID Connect discovery says */
  readonly jwksUri?: string | undefined;
  /** How tokens may be signed. @defaultValue RS256, PS256, ES256, EdDSA */
  readonly algorithms?: readonly TokenAlgorithm[] | undefined;
  /** How far the issuer's clock may differ, in seconds. @defaultValue 60 */
  readonly clockToleranceSeconds?: number | undefined;
  /** Claims that a token must have, each with one of these values. @defaultValue none */
  readonly requiredClaims?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

/** How a token may be signed: with a private key, whose public key anybody may know. @public */
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** All that may be chosen. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

const DEFAULT_ALGORITHMS: readonly TokenAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** What tokens are checked with: the time, the way to the issuers' keys, and a log. @public */
export interface TokenCheckOptions {
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** Fetches keys. @defaultValue the global `fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Is told when an issuer's keys can't be fetched. @defaultValue nobody is */
  readonly logger?: ServiceLogger | undefined;
}

/** What a header may say that a token is. An ID token of OpenID Connect says `JWT` too; its audience is another. */
const TYPES = ['jwt', 'application/jwt', 'at+jwt', 'application/at+jwt'];

interface KnownIssuer {
  readonly rules: TokenIssuer;
  readonly algorithms: readonly TokenAlgorithm[];
  readonly keyFor: JWTVerifyGetKey;
}

/**
 * Makes an authenticator of JSON web tokens, sent as `Authorization: Bearer`. The principal is the issuer and the
 * subject: `https://login.example.com|ana`. The token itself goes nowhere else.
 *
 * Checked are the signature, `iss`, `aud`, `exp`, `nbf`, `sub` and whatever else the issuer's rules name. While an
 * issuer's keys can't be had, its tokens are answered with `overloaded`, to be tried again; keys once known are used for
 * a day.
 *
 * @example
 * ```ts
 * const authenticate = jwtAuthenticator([
 *   { issuer: 'https://login.example.com', audience: 'https://pipelines.example.com' },
 * ]);
 * ```
 * @throws SluiceError `invalid_configuration` for an issuer without HTTPS, or one that is there twice
 * @public
 */
export function jwtAuthenticator(
  issuers: Current<readonly TokenIssuer[]>,
  options: TokenCheckOptions = {},
): Authenticator {
  const { clock = systemClock } = options;
  const keysOf = rememberKeys(options);
  const known = derivedFrom(currentOf(issuers), (list) => knownIssuers(list, keysOf));
  // What is wrong with the issuers shows now, and not with the first token.
  known();
  return async ({ headers }) => {
    const token = bearerOf(headers);
    if (token === undefined || !looksLikeToken(token)) return undefined;
    const issuer = known().get(issuerOf(token));
    if (issuer === undefined) throw unauthenticated('This token is of an issuer that the server does not trust.');
    return principalOf(await verify(token, issuer, clock), issuer.rules);
  };
}

/** What is not signed yet is only used to find out with which keys it must be. */
function issuerOf(token: string): string {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : '';
  } catch (error) {
    throw tokenRefusal(error, []);
  }
}

async function verify(token: string, { rules, algorithms, keyFor }: KnownIssuer, clock: Clock): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keyFor, {
      algorithms: [...algorithms],
      issuer: rules.issuer,
      audience: typeof rules.audience === 'string' ? rules.audience : [...rules.audience],
      clockTolerance: rules.clockToleranceSeconds ?? 60,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(clock.now()),
    });
    const { typ } = protectedHeader;
    if (typ === undefined || TYPES.includes(typ.toLowerCase())) return payload;
  } catch (error) {
    throw tokenRefusal(error, algorithms);
  }
  throw unauthenticated('This token is not one for access: its header says that it is something else ("typ").');
}

function principalOf(claims: JWTPayload, rules: TokenIssuer): Principal {
  if (!isSubject(claims.sub))
    throw unauthenticated('The claim "sub" of this token has another form than it must have.');
  requireClaims(claims, rules.requiredClaims ?? {});
  return { id: subjectId(rules.issuer, claims.sub), ...permissionsOf(claims, rules) };
}

function requireClaims(claims: JWTPayload, required: NonNullable<TokenIssuer['requiredClaims']>): void {
  for (const [name, accepted] of Object.entries(required)) {
    const values = [claimOf(claims, name)].flat().map(String);
    if ([accepted].flat().some((value) => values.includes(value))) continue;
    throw unauthenticated(`The claim "${name}" of this token is not one that is accepted here.`);
  }
}

function knownIssuers(
  issuers: readonly TokenIssuer[],
  keysOf: (rules: TokenIssuer) => JWTVerifyGetKey,
): ReadonlyMap<string, KnownIssuer> {
  const known = new Map<string, KnownIssuer>();
  for (const rules of issuers) {
    const { issuer, jwksUri, algorithms = DEFAULT_ALGORITHMS } = rules;
    if (!isIssuer(issuer) || !isTrustedUrl(issuer))
      throw misconfigured(`The token issuer "${issuer}" must be an https URL.`);
    if (jwksUri !== undefined && !isTrustedUrl(jwksUri))
      throw misconfigured(`The jwksUri of ${issuer} must be an https URL.`);
    if (known.has(issuer)) throw misconfigured(`The token issuer ${issuer} is there twice.`);
    known.set(issuer, { rules, algorithms, keyFor: keysOf(rules) });
  }
  return known;
}

/** Keeps an issuer's keys when other things about it change, such as who else is trusted. */
function rememberKeys(options: TokenCheckOptions): (rules: TokenIssuer) => JWTVerifyGetKey {
  const { clock = systemClock, fetch = globalThis.fetch, logger } = options;
  const remembered = new Map<string, JWTVerifyGetKey>();
  return ({ issuer, jwksUri }) => {
    const name = `${issuer} ${jwksUri ?? ''}`;
    const keys = remembered.get(name) ?? createIssuerKeys({ issuer, jwksUri, clock, fetch, logger });
    remembered.set(name, keys);
    return keys;
  };
}
