import { createHmac } from 'node:crypto';
import type { Clock } from '@sluice/core';
import { listen } from '@sluice/testkit';
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { onTestFinished } from 'vitest';

/** Whom a test issuer's tokens are for. */
export const AUDIENCE = 'https://pipelines.example.com';

/** What a token differs in from one that is right; `undefined` leaves a claim out. */
export interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  readonly header?: Partial<JWTHeaderParameters> | undefined;
}

/** An issuer of tokens that listens, with OpenID Connect discovery and keys that really sign. */
export interface TestIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  /** What it was asked for: `discovery` or `keys`. */
  readonly asked: readonly string[];
  /** What it does with requests from now on. */
  behave(behaviour: Behaviour): void;
  /** Signs with a new key from now on; the old ones stay published. */
  rotate(): Promise<void>;
  /** Issues a token that is right but for the changes. */
  issue(changes?: TokenChanges): Promise<string>;
  /** Makes a token that somebody else could have made who knows what is public. */
  forge(how: Forgery, changes?: TokenChanges): Promise<string>;
}

/** `error`: status 500; `garbage`: no JSON; `other`: the discovery of another issuer. */
export type Behaviour = 'right' | 'error' | 'garbage' | 'other';

/**
 * `alg none`: not signed; `public key as secret`: HS256 with the public key; `own key`: signed with a key of their own
 * under the right name; `unknown key`: under a name that nobody publishes; `changed`: claims changed after signing.
 */
export type Forgery = 'alg none' | 'public key as secret' | 'own key' | 'unknown key' | 'changed';

export const FORGERIES: readonly Forgery[] = ['alg none', 'public key as secret', 'own key', 'unknown key', 'changed'];

export interface TestIssuerOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** @defaultValue 'ES256' */
  readonly algorithm?: 'ES256' | 'RS256' | 'PS256' | 'EdDSA' | undefined;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** Starts an issuer on a free port; closed when the test is over. */
export async function startTokenIssuer({ clock, algorithm = 'ES256' }: TestIssuerOptions): Promise<TestIssuer> {
  const asked: string[] = [];
  const published: JWK[] = [];
  let behaviour: Behaviour = 'right';
  let current = await newKey();

  async function newKey(): Promise<SigningKey> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const kid = `key-${published.length + 1}`;
    published.push({ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' });
    return { kid, privateKey, publicKey };
  }

  function answer(path: string): unknown {
    if (path === '/keys') return { keys: published };
    return { issuer: behaviour === 'other' ? 'https://login.example.org' : url, jwks_uri: `${url}/keys` };
  }

  const { url, close } = await listen((request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname === '/keys' ? 'keys' : 'discovery');
    if (behaviour === 'error') return new Response('broken', { status: 500 });
    if (behaviour === 'garbage') return new Response('<html>');
    return Response.json(answer(pathname));
  }, 0);
  onTestFinished(close);

  function claimsOf({ claims }: TokenChanges): JWTPayload {
    const now = Math.floor(clock.now() / 1000);
    const right = {
      iss: url,
      aud: AUDIENCE,
      sub: 'ana',
      scope: 'sluice:read sluice:execute',
      iat: now,
      exp: now + 300,
    };
    const all: Record<string, unknown> = { ...right, ...claims };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  function sign(changes: TokenChanges, { kid, privateKey }: SigningKey): Promise<string> {
    const header = { alg: algorithm, typ: 'at+jwt', kid, ...changes.header };
    const crit = Object.fromEntries((changes.header?.crit ?? []).map((name) => [name, true]));
    return new SignJWT(claimsOf(changes)).setProtectedHeader(header).sign(privateKey, { crit });
  }

  const forgeries: Record<Forgery, (changes: TokenChanges) => Promise<string>> = {
    'alg none': async (changes) => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claimsOf(changes))}.`,
    'public key as secret': async (changes) => {
      const signed = `${part({ alg: 'HS256', typ: 'at+jwt', kid: current.kid })}.${part(claimsOf(changes))}`;
      const secret = await exportSPKI(current.publicKey);
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    },
    'own key': async (changes) => {
      const own = await generateKeyPair(algorithm, { extractable: true });
      return sign(changes, { ...current, privateKey: own.privateKey });
    },
    'unknown key': (changes) => sign({ ...changes, header: { ...changes.header, kid: 'key-0' } }, current),
    changed: async (changes) => {
      const [header, , signature] = (await sign(changes, current)).split('.');
      return `${header}.${part({ ...claimsOf(changes), sub: 'root' })}.${signature}`;
    },
  };

  return {
    issuer: url,
    jwksUri: `${url}/keys`,
    asked,
    behave(next) {
      behaviour = next;
    },
    async rotate() {
      current = await newKey();
    },
    issue: (changes = {}) => sign(changes, current),
    forge: (how, changes = {}) => forgeries[how](changes),
  };
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
