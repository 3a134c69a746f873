import type { Clock, ServiceLogger } from '@sluice/core';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { fetchJson } from './fetch-document.ts';
import { isTrustedUrl } from './trusted-url.ts';
import { cannotCheck } from './unauthenticated.ts';

/** @internal */
export interface IssuerKeysOptions {
  readonly issuer: string;
  /** Where the keys are published. @defaultValue what the issuer's OpenID Connect discovery says */
  readonly jwksUri?: string | undefined;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  readonly logger: ServiceLogger | undefined;
}

/** For so long keys are taken as they are, unless a token is signed with another one. */
const FRESH_MS = 10 * 60_000;
/** For so long keys are kept where newer ones can't be had. */
const KEPT_MS = 24 * 60 * 60_000;
/** At least so long between two looks for a key that is not there: whoever makes up keys must not make us ask. */
const COOL_DOWN_MS = 30_000;
/** At least so long between two attempts where one has failed. */
const PAUSE_MS = 5000;

type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * Makes what finds the key of a token among those that its issuer publishes. They are fetched when the first token comes,
 * and again when they are old or when a token is signed with a new one.
 *
 * What it makes throws `overloaded` while there are no keys to be had, and jose's errors for a token whose key is none
 * of them.
 */
export function createIssuerKeys(options: IssuerKeysOptions): JWTVerifyGetKey {
  const { issuer, clock, fetch, logger } = options;
  let known: { readonly keys: KeySet; readonly fetchedAt: number } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      const uri = options.jwksUri ?? (await discover(issuer, fetch));
      const keys = createLocalJWKSet((await fetchJson(uri, fetch)) as unknown as JSONWebKeySet);
      known = { keys, fetchedAt: clock.now() };
      failedAt = Number.NEGATIVE_INFINITY;
    } catch (error) {
      failedAt = clock.now();
      const reason = error instanceof Error ? error.message : String(error);
      logger?.error({ issuer, reason }, 'The keys of a token issuer can not be fetched');
    }
  }

  /** All who want keys at the same time wait for the same ones. */
  async function reload(): Promise<void> {
    if (clock.now() - failedAt < PAUSE_MS) return;
    pending ??= load().finally(() => {
      pending = undefined;
    });
    await pending;
  }

  async function keys(maxAgeMs: number): Promise<KeySet> {
    if (ageOf(known) >= maxAgeMs) await reload();
    if (known !== undefined && ageOf(known) < KEPT_MS) return known.keys;
    throw cannotCheck('Tokens can not be checked now: their issuer does not tell its keys. Try again soon.', PAUSE_MS);
  }

  function ageOf(set: typeof known): number {
    return set === undefined ? Number.POSITIVE_INFINITY : clock.now() - set.fetchedAt;
  }

  return async (header, token) => {
    const before = await keys(FRESH_MS);
    try {
      return await before(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const after = await keys(COOL_DOWN_MS);
      if (after === before) throw error;
      return await after(header, token);
    }
  };
}

async function discover(issuer: string, fetch: typeof globalThis.fetch): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { issuer: named, jwks_uri: uri } = await fetchJson(url, fetch);
  if (named !== issuer) throw new Error(`${url} is the discovery of another issuer`);
  if (typeof uri === 'string' && isTrustedUrl(uri)) return uri;
  throw new Error(`${url} has no jwks_uri with https`);
}
