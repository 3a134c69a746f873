import { hash, timingSafeEqual } from 'node:crypto';
import type { Clock, Principal, Scope } from '@sluice/core';
import { systemClock } from '../system-clock.ts';
import type { Authenticator } from './authenticator.ts';
import { bearerOf, looksLikeToken } from './bearer.ts';
import { type Current, currentOf, derivedFrom } from './current.ts';
import { KEY_ID, KEY_ID_FORM } from './principal-id.ts';
import { misconfigured, unauthenticated } from './unauthenticated.ts';

/**
 * An API key as a server keeps it: not the key itself, only its hash.
 *
 * @public
 */
export interface ApiKey {
  /** Appears in records and logs as the principal: letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** From `hashApiKey`. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  /** The environments that it may see and use. @defaultValue all */
  readonly environments?: readonly string[] | undefined;
  /** The pipelines that it may see and use, by type. @defaultValue all */
  readonly pipelines?: readonly string[] | undefined;
  /** From when on it is valid no more, as milliseconds since the epoch. @defaultValue never */
  readonly expiresAt?: number | undefined;
}

/** What API keys are checked with besides the list of them. @public */
export interface ApiKeyOptions {
  /** Tells whether a key has expired. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

interface KnownKey {
  readonly principal: Principal;
  /** The hexadecimal digits. */
  readonly sha256: Buffer;
  readonly expiresAt: number;
}

const MIN_CHARACTERS = 16;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Returns the SHA-256 of an API key in hexadecimal.
 *
 * @throws SluiceError `invalid_configuration` when the key is shorter than 16 characters
 * @public
 */
export function hashApiKey(value: string): string {
  if (value.length >= MIN_CHARACTERS) return hash('sha256', value);
  throw misconfigured(
    `An API key needs ${MIN_CHARACTERS} characters or more; this one has ${value.length}. Make one with: sluice keys create`,
  );
}

/**
 * Makes an authenticator of API keys, sent as `X-API-Key` or `Authorization: Bearer`. Several are valid at once, so that
 * a key can be replaced without a pause. How long a comparison takes tells nothing about the keys.
 *
 * A bearer that has the form of a JSON web token is left to `jwtAuthenticator`.
 *
 * @example
 * ```ts
 * const authenticate = apiKeyAuthenticator([{ id: 'ci', sha256: hashApiKey(key), scopes: ['read', 'execute'] }]);
 * ```
 * @throws SluiceError `invalid_configuration` for a key whose `id` or `sha256` has another form
 * @public
 */
export function apiKeyAuthenticator(keys: Current<readonly ApiKey[]>, options: ApiKeyOptions = {}): Authenticator {
  const { clock = systemClock } = options;
  const known = derivedFrom(currentOf(keys), (list) => list.map(knownKey));
  // What is wrong with the keys shows now, and not with the first request.
  known();
  return ({ headers }) => {
    const presented = presentedKey(headers);
    if (presented === undefined) return undefined;
    const key = findKey(known(), digest(presented));
    if (key === undefined) throw unauthenticated('This API key is not one of those that the server knows.');
    if (clock.now() < key.expiresAt) return key.principal;
    throw unauthenticated(
      `The API key "${key.principal.id}" expired at ${new Date(key.expiresAt).toISOString()}. Ask whoever runs the server for a new one.`,
    );
  };
}

function knownKey({ id, sha256, scopes, environments, pipelines, expiresAt }: ApiKey): KnownKey {
  if (!KEY_ID.test(id)) throw misconfigured(`The API key "${id}" needs another id: ${KEY_ID_FORM}.`);
  if (!SHA256.test(sha256)) throw misconfigured(`The API key "${id}" needs a sha256 as hashApiKey returns it.`);
  return {
    principal: { id, scopes, environments, pipelines },
    sha256: Buffer.from(sha256),
    expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
  };
}

function presentedKey(headers: Headers): string | undefined {
  const key = headers.get('x-api-key');
  if (key !== null && key !== '') return key;
  const bearer = bearerOf(headers);
  return bearer === undefined || looksLikeToken(bearer) ? undefined : bearer;
}

/** Compares with every key, whether it has found one or not. */
function findKey(keys: readonly KnownKey[], presented: Buffer): KnownKey | undefined {
  let found: KnownKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.sha256, presented)) found = key;
  return found;
}

/** In hexadecimal, since to have Node make a buffer of a hash costs twice what the hash does. */
function digest(value: string): Buffer {
  return Buffer.from(hash('sha256', value));
}
