import { FORGERIES, type TokenChanges } from '../../support/token-issuer.ts';
import type { Refusal } from '../support/answer.ts';
import { guardViolation, NO_STDIO, startBy, type Violation, type Way, withHeaders } from '../support/violation.ts';
import type { World } from '../support/world.ts';

const UNKNOWN = { status: 401, code: 'unauthenticated' };
const MINUTE = 60;

function tokenViolation(name: string, tokenOf: (world: World) => Promise<string>, header = 'authorization'): Violation {
  return guardViolation(
    name,
    async (request, world) => {
      const token = await tokenOf(world);
      const value = header === 'authorization' ? `Bearer ${token}` : token;
      return withHeaders(request, { 'x-api-key': undefined, [header]: value });
    },
    UNKNOWN,
    { stdio: NO_STDIO.tokens },
  );
}

function issued(name: string, changesAt: (now: number) => TokenChanges): Violation {
  return tokenViolation(name, ({ issuer, clock }) => issuer.issue(changesAt(Math.floor(clock.now() / 1000))));
}

function scopeless(way: Way, refusal: Refusal): NonNullable<Violation['ways'][Way]> {
  return {
    refusal,
    async commit({ issuer }) {
      const token = await issuer.issue({ claims: { scope: 'openid profile execute read' } });
      return withHeaders(startBy(way), { 'x-api-key': undefined, authorization: `Bearer ${token}` });
    },
  };
}

/** Tokens that were not issued for this, or not at all. */
export const TOKEN_VIOLATIONS: readonly Violation[] = [
  issued('a token for another audience', () => ({ claims: { aud: 'https://other.example.com' } })),
  issued('a token for an audience that begins like this one', () => ({
    claims: { aud: 'https://pipelines.example.com.attacker.example' },
  })),
  issued('a token for nobody', () => ({ claims: { aud: undefined } })),
  issued('a token of another issuer', () => ({ claims: { iss: 'https://login.example.org' } })),
  issued('a token of no issuer', () => ({ claims: { iss: undefined } })),
  issued('a token of a prototype', () => ({ claims: { iss: '__proto__' } })),
  issued('an expired token', (now) => ({ claims: { iat: now - 20 * MINUTE, exp: now - 10 * MINUTE } })),
  issued('a token that is not valid yet', (now) => ({ claims: { nbf: now + 10 * MINUTE } })),
  issued('a token without an end', () => ({ claims: { exp: undefined } })),
  issued('a token without a subject', () => ({ claims: { sub: undefined } })),
  issued('a token whose subject breaks a line', () => ({ claims: { sub: 'ana\n{"level":"info"}' } })),
  issued('a token that is none for access', () => ({ header: { typ: 'logout+jwt' } })),
  issued('a token with a header that must be understood', () => ({
    header: { crit: ['bound-to'], 'bound-to': 'a-client' },
  })),
  ...FORGERIES.map((how) => tokenViolation(`a forged token: ${how}`, ({ issuer }) => issuer.forge(how))),
  tokenViolation('a token without its signature', async ({ issuer }) =>
    (await issuer.issue()).split('.').slice(0, 2).join('.'),
  ),
  tokenViolation('a right token as an API key', ({ issuer }) => issuer.issue(), 'x-api-key'),
  {
    name: 'a token with the scopes of something else',
    ways: {
      REST: scopeless('REST', { status: 403, code: 'forbidden' }),
      MCP: scopeless('MCP', { rpc: -32_602 }),
    },
    gaps: { stdio: NO_STDIO.tokens },
  },
];
