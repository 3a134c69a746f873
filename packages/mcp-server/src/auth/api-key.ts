import { createHash, timingSafeEqual } from 'node:crypto';
import { type Scope, SluiceError } from '@sluice/core';
import type { Authenticator } from './authenticator.ts';

/**
 * An API key as a server keeps it: not the key itself, only its hash.
 *
 * @public
 */
export interface ApiKey {
  /** Appears in records and logs as the principal. */
  readonly id: string;
  /** From `hashApiKey`. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
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
  if (value.length >= MIN_CHARACTERS) return digest(value).toString('hex');
  throw new SluiceError({
    code: 'invalid_configuration',
    message: `An API key needs ${MIN_CHARACTERS} characters or more; this one has ${value.length}. Make one with: openssl rand -hex 32`,
  });
}

/**
 * Makes an authenticator of API keys, sent as `X-API-Key` or `Authorization: Bearer`. Several are valid at once, so that
 * a key can be replaced without a pause. How long a comparison takes tells nothing about the keys.
 *
 * @example
 * ```ts
 * const authenticate = apiKeyAuthenticator([{ id: 'ci', sha256: hashApiKey(key), scopes: ['read', 'execute'] }]);
 * ```
 * @throws SluiceError `invalid_configuration` when there is no key, or one whose `sha256` is no SHA-256
 * @public
 */
export function apiKeyAuthenticator(keys: readonly ApiKey[]): Authenticator {
  if (keys.length === 0) throw invalid('Name at least one API key.');
  const known = keys.map((key) => {
    if (!SHA256.test(key.sha256)) throw invalid(`The API key "${key.id}" needs a sha256 as hashApiKey returns it.`);
    return { principal: { id: key.id, scopes: key.scopes }, sha256: Buffer.from(key.sha256, 'hex') };
  });
  return (request) => {
    const presented = digest(presentedKey(request.headers));
    const matches = known.filter(({ sha256 }) => timingSafeEqual(sha256, presented));
    const match = matches[0];
    if (match !== undefined) return match.principal;
    throw new SluiceError({
      code: 'unauthenticated',
      message: 'This API key is not one of those that the server knows.',
    });
  };
}

function presentedKey(headers: Headers): string {
  const key = headers.get('x-api-key') ?? /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (key !== undefined && key !== '') return key;
  throw new SluiceError({
    code: 'unauthenticated',
    message: 'An API key is needed: send it as "X-API-Key: <key>" or "Authorization: Bearer <key>".',
  });
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

function invalid(message: string): SluiceError {
  return new SluiceError({ code: 'invalid_configuration', message });
}
