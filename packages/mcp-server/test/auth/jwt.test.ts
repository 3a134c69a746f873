import { SluiceError } from '@sluice/core';
import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { type Authenticator, jwtAuthenticator, type TokenIssuer } from '../../src/index.ts';
import { recordLog } from '../support/recorded-log.ts';
import {
  AUDIENCE,
  FORGERIES,
  type Forgery,
  startTokenIssuer,
  type TestIssuer,
  type TokenChanges,
} from '../support/token-issuer.ts';

const MINUTE = 60_000;

const FORGERY_TEXTS: Readonly<Record<Forgery, string>> = {
  'alg none': 'not signed as it must be',
  'public key as secret': 'not signed as it must be',
  'own key': 'signature of this token is wrong',
  'unknown key': 'a key that its issuer does not publish',
  changed: 'signature of this token is wrong',
};

interface World {
  readonly clock: VirtualClock;
  readonly tokens: TestIssuer;
  readonly authenticate: Authenticator;
  readonly log: ReturnType<typeof recordLog>;
}

async function startWorld(rules: Partial<TokenIssuer> = {}): Promise<World> {
  const clock = createVirtualClock();
  const tokens = await startTokenIssuer({ clock });
  const log = recordLog();
  const issuers = [{ issuer: tokens.issuer, audience: AUDIENCE, ...rules }];
  return { clock, tokens, log, authenticate: jwtAuthenticator(issuers, { clock, logger: log.logger }) };
}

function bearing(token: string): Request {
  return new Request('http://localhost/pipelines', { headers: { authorization: `Bearer ${token}` } });
}

/** Returns the error that a token is refused with. */
async function refusalOf(authenticate: Authenticator, token: string): Promise<SluiceError> {
  const error: unknown = await Promise.resolve(authenticate(bearing(token))).then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!SluiceError.isInstance(error)) throw error;
  expect(JSON.stringify(error)).not.toContain(token);
  return error;
}

describe('a token', () => {
  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)(
    'that is signed with %s names its issuer and subject',
    async (algorithm) => {
      const clock = createVirtualClock();
      const tokens = await startTokenIssuer({ clock, algorithm });
      const authenticate = jwtAuthenticator([{ issuer: tokens.issuer, audience: AUDIENCE }], { clock });
      expect(await authenticate(bearing(await tokens.issue()))).toEqual({
        id: `${tokens.issuer}|ana`,
        scopes: ['read', 'execute'],
        environments: undefined,
        pipelines: undefined,
      });
    },
  );

  it.each<[string, TokenChanges, string]>([
    ['for another server', { claims: { aud: 'https://other.example.com' } }, 'not issued for this server'],
    ['for nobody', { claims: { aud: undefined } }, 'lacks the claim "aud"'],
    ['that never expires', { claims: { exp: undefined } }, 'lacks the claim "exp"'],
    ['that expired two minutes ago', { claims: { exp: Date.UTC(2026, 0, 1) / 1000 - 120 } }, 'has expired'],
    ['that is valid in two minutes', { claims: { nbf: Date.UTC(2026, 0, 1) / 1000 + 120 } }, 'not valid yet'],
    ['whose expiry is a text', { claims: { exp: 'tomorrow' } }, 'another form'],
    ['of nobody', { claims: { sub: undefined } }, 'lacks the claim "sub"'],
    ['of an empty subject', { claims: { sub: '' } }, '"sub" of this token has another form'],
    ['of a subject with a line end', { claims: { sub: 'ana\nadmin' } }, '"sub" of this token has another form'],
    [
      'of a subject that hides its direction',
      { claims: { sub: 'ana\u202enimda' } },
      '"sub" of this token has another form',
    ],
    ['of a subject of 201 characters', { claims: { sub: 'a'.repeat(201) } }, '"sub" of this token has another form'],
    ['that ends a session', { header: { typ: 'logout+jwt' } }, 'not one for access'],
    ['with a header that nobody knows', { header: { crit: ['exp'], exp: 1 } }, 'can not be read'],
    ['of another issuer', { claims: { iss: 'https://login.example.org' } }, 'issuer that the server does not trust'],
    ['without an issuer', { claims: { iss: undefined } }, 'issuer that the server does not trust'],
  ])('%s is refused, with what is wrong', async (_, changes, text) => {
    const { tokens, authenticate } = await startWorld();
    const error = await refusalOf(authenticate, await tokens.issue(changes));
    expect([error.code, error.message]).toEqual(['unauthenticated', expect.stringContaining(text)]);
  });

  it.each(FORGERIES)('that is forged (%s) is refused', async (how) => {
    const { tokens, authenticate } = await startWorld();
    const error = await refusalOf(authenticate, await tokens.forge(how, { claims: { scope: 'sluice:admin' } }));
    expect([error.code, error.message]).toEqual(['unauthenticated', expect.stringContaining(FORGERY_TEXTS[how])]);
  });

  it.each(['a.b.c', 'e30.e30.', 'e30.e30.e30', 'bnVsbA.bnVsbA.bnVsbA', `${'a'.repeat(5000)}.b.c`])(
    'that is garbage is refused: %s',
    async (token) => {
      const { authenticate } = await startWorld();
      expect((await refusalOf(authenticate, token)).code).toBe('unauthenticated');
    },
  );

  it.each([
    ['a minute after its end', { exp: -59 }],
    ['a minute before its beginning', { nbf: 60 }],
  ])('is accepted %s, as clocks differ', async (_, seconds) => {
    const { clock, tokens, authenticate } = await startWorld();
    const claims = Object.fromEntries(
      Object.entries(seconds).map(([name, value]) => [name, clock.now() / 1000 + value]),
    );
    expect(await authenticate(bearing(await tokens.issue({ claims })))).toBeDefined();
  });

  it('may be for several servers, of which ours is one', async () => {
    const { tokens, authenticate } = await startWorld({ audience: ['https://pipelines.example.com/mcp', AUDIENCE] });
    const token = await tokens.issue({ claims: { aud: ['https://other.example.com', AUDIENCE] } });
    expect(await authenticate(bearing(token))).toBeDefined();
  });

  it('is not looked at when it is none: no bearer, or one of another form', async () => {
    const { authenticate, tokens } = await startWorld();
    expect(await authenticate(new Request('http://localhost'))).toBeUndefined();
    expect(await authenticate(bearing('sluice_key'))).toBeUndefined();
    expect(tokens.asked).toEqual([]);
  });

  it.each<[string, TokenIssuer['requiredClaims'], object, boolean]>([
    ['has the value', { repository: 'acme/infra' }, { repository: 'acme/infra' }, true],
    ['has one of the values', { repository: ['acme/app', 'acme/infra'] }, { repository: 'acme/infra' }, true],
    ['has it in a list', { groups: 'platform' }, { groups: ['all', 'platform'] }, true],
    ['has it within another claim', { 'realm.name': 'acme' }, { realm: { name: 'acme' } }, true],
    ['says true', { email_verified: 'true' }, { email_verified: true }, true],
    ['has another value', { repository: 'acme/infra' }, { repository: 'acme/infra-fork' }, false],
    ['has a part of the value', { repository: 'acme/infra' }, { repository: 'acme' }, false],
    ['has no such claim', { repository: 'acme/infra' }, {}, false],
    ['lacks the second one', { a: '1', b: '2' }, { a: '1' }, false],
    ['lacks what every object has', { constructor: 'x' }, {}, false],
  ])('must have the claims that the rules name: it %s', async (_, requiredClaims, claims, isAccepted) => {
    const { tokens, authenticate } = await startWorld({ requiredClaims });
    const token = await tokens.issue({ claims: { ...claims } });
    if (isAccepted) expect(await authenticate(bearing(token))).toBeDefined();
    else expect((await refusalOf(authenticate, token)).message).toContain('is not one that is accepted here');
  });
});

describe("an issuer's keys", () => {
  it('are fetched with the first token, and then kept', async () => {
    const { tokens, authenticate } = await startWorld();
    expect(tokens.asked).toEqual([]);
    await authenticate(bearing(await tokens.issue()));
    await authenticate(bearing(await tokens.issue()));
    expect(tokens.asked).toEqual(['discovery', 'keys']);
  });

  it('are fetched once for all tokens that come at the same time', async () => {
    const { tokens, authenticate } = await startWorld();
    const token = await tokens.issue();
    await Promise.all(Array.from({ length: 20 }, () => authenticate(bearing(token))));
    expect(tokens.asked).toEqual(['discovery', 'keys']);
  });

  it('are fetched from where the rules say, without discovery', async () => {
    const clock = createVirtualClock();
    const tokens = await startTokenIssuer({ clock });
    const { issuer, jwksUri } = tokens;
    const authenticate = jwtAuthenticator([{ issuer, jwksUri, audience: AUDIENCE }], { clock });
    await authenticate(bearing(await tokens.issue()));
    expect(tokens.asked).toEqual(['keys']);
  });

  it('are fetched again for a token with a new key, half a minute after the last time at the earliest', async () => {
    const { clock, tokens, authenticate } = await startWorld();
    await authenticate(bearing(await tokens.issue()));
    await tokens.rotate();
    const token = await tokens.issue();
    await clock.advance(29_000);
    expect((await refusalOf(authenticate, token)).message).toContain('a key that its issuer does not publish');
    expect(tokens.asked).toHaveLength(2);
    await clock.advance(1000);
    expect(await authenticate(bearing(token))).toBeDefined();
    expect(tokens.asked).toHaveLength(4);
  });

  it('are not asked for again and again by whoever makes up names of keys', async () => {
    const { clock, tokens, authenticate } = await startWorld();
    await authenticate(bearing(await tokens.issue()));
    await clock.advance(MINUTE);
    for (let count = 0; count < 10; count += 1) await refusalOf(authenticate, await tokens.forge('unknown key'));
    expect(tokens.asked).toHaveLength(4);
  });

  it('are fetched again after ten minutes, and a key that is gone then is worth nothing', async () => {
    const { clock, tokens, authenticate } = await startWorld();
    await authenticate(bearing(await tokens.issue()));
    await clock.advance(10 * MINUTE);
    await authenticate(bearing(await tokens.issue()));
    expect(tokens.asked).toHaveLength(4);
  });

  it('serve for a day when newer ones can not be had', async () => {
    const { clock, tokens, authenticate, log } = await startWorld();
    await authenticate(bearing(await tokens.issue()));
    tokens.behave('error');
    await clock.advance(23 * 60 * MINUTE);
    expect(await authenticate(bearing(await tokens.issue()))).toBeDefined();
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', issuer: tokens.issuer });
    await clock.advance(61 * MINUTE);
    expect((await refusalOf(authenticate, await tokens.issue())).code).toBe('overloaded');
  });

  it.each([
    ['error', 'answers with the status 500'],
    ['garbage', 'answers with something else than a JSON object'],
    ['other', 'is the discovery of another issuer'],
  ] as const)('that can not be had (%s) are no fault of the token: it may come again', async (behaviour, reason) => {
    const { clock, tokens, authenticate, log } = await startWorld();
    tokens.behave(behaviour);
    const error = await refusalOf(authenticate, await tokens.issue());
    expect(error).toMatchObject({ code: 'overloaded', retryable: true, retryAfterMs: 5000 });
    expect(error.message).not.toContain(tokens.issuer);
    expect(log.lines.at(-1)).toMatchObject({ reason: expect.stringContaining(reason) });
    tokens.behave('right');
    await clock.advance(5000);
    expect(await authenticate(bearing(await tokens.issue()))).toBeDefined();
  });

  it('are not asked for within five seconds after that failed', async () => {
    const { clock, tokens, authenticate } = await startWorld();
    tokens.behave('error');
    await refusalOf(authenticate, await tokens.issue());
    await refusalOf(authenticate, await tokens.issue());
    expect(tokens.asked).toEqual(['discovery']);
    await clock.advance(5000);
    await refusalOf(authenticate, await tokens.issue());
    expect(tokens.asked).toEqual(['discovery', 'discovery']);
  });

  it('stay when something else about who is trusted changes', async () => {
    const clock = createVirtualClock();
    const tokens = await startTokenIssuer({ clock });
    let issuers: readonly TokenIssuer[] = [{ issuer: tokens.issuer, audience: AUDIENCE }];
    const authenticate = jwtAuthenticator(() => issuers, { clock });
    await authenticate(bearing(await tokens.issue()));
    issuers = [{ issuer: tokens.issuer, audience: AUDIENCE, scopes: { always: ['admin'] } }];
    const principal = await authenticate(bearing(await tokens.issue({ claims: { scope: '' } })));
    expect([principal?.scopes, tokens.asked.length]).toEqual([['admin'], 2]);
    issuers = [];
    expect((await refusalOf(authenticate, await tokens.issue())).code).toBe('unauthenticated');
  });
});

describe('jwtAuthenticator', () => {
  it.each([
    ['an issuer without HTTPS', [{ issuer: 'http://login.example.com', audience: AUDIENCE }], 'must be an https URL'],
    [
      'an issuer that could be part of a name',
      [{ issuer: 'https://login.example.com/a|b', audience: AUDIENCE }],
      'must be an https URL',
    ],
    [
      'an issuer with a password',
      [{ issuer: 'https://a:b@login.example.com', audience: AUDIENCE }],
      'must be an https URL',
    ],
    [
      'keys without HTTPS',
      [{ issuer: 'https://login.example.com', audience: AUDIENCE, jwksUri: 'http://login.example.com/keys' }],
      'jwksUri of https://login.example.com must be an https URL',
    ],
    [
      'an issuer that is there twice',
      [
        { issuer: 'https://login.example.com', audience: AUDIENCE },
        { issuer: 'https://login.example.com', audience: 'b' },
      ],
      'is there twice',
    ],
  ])('refuses %s', (_, issuers, text) => {
    expect(() => jwtAuthenticator(issuers)).toThrow(text);
  });
});
