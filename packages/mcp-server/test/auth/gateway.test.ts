import { describe, expect, it } from 'vitest';
import { type GatewayAccess, type GatewayIdentity, gatewayAuthenticator } from '../../src/index.ts';

const ROLE = 'arn:aws:iam::123456789012:role/SluiceProxy';
const SESSION = 'arn:aws:sts::123456789012:assumed-role/SluiceProxy/one';

const ALL: GatewayAccess = {
  jwt: { scopes: { claim: 'cognito:groups', map: { platform: ['execute'], leads: ['approve'] } } },
  lambda: { environmentsClaim: 'environments' },
  iam: { allow: [{ arn: ROLE, scopes: ['read', 'execute'], environments: ['dev'] }] },
  direct: { scopes: ['read'], pipelines: ['app'] },
};

const IDENTITIES: Readonly<Record<GatewayIdentity['kind'], GatewayIdentity>> = {
  jwt: {
    kind: 'jwt',
    subject: 'ana',
    claims: { iss: 'https://login.example.com', sub: 'ana', 'cognito:groups': '[platform leads]' },
  },
  lambda: { kind: 'lambda', subject: 'ana', claims: { scope: 'sluice:read', environments: 'dev,staging' } },
  iam: { kind: 'iam', subject: SESSION, claims: {} },
  direct: { kind: 'direct', subject: 'invoke', claims: {} },
};

function ask(access: GatewayAccess, identity: GatewayIdentity | undefined, headers: Record<string, string> = {}) {
  return gatewayAuthenticator(access)(new Request('http://direct.invalid/pipelines', { headers }), identity);
}

describe('a gateway that is believed', () => {
  it.each<[GatewayIdentity['kind'], object]>([
    ['jwt', { id: 'https://login.example.com|ana', scopes: ['execute', 'approve'], environments: undefined }],
    ['lambda', { id: 'lambda:ana', scopes: ['read'], environments: ['dev', 'staging'] }],
    [
      'iam',
      { id: 'arn:aws:sts::123456789012:assumed-role/SluiceProxy', scopes: ['read', 'execute'], environments: ['dev'] },
    ],
    ['direct', { id: 'direct:invoke', scopes: ['read'], pipelines: ['app'] }],
  ])('names the caller: %s', (kind, principal) => {
    expect(ask(ALL, IDENTITIES[kind])).toMatchObject(principal);
  });

  it.each(['jwt', 'lambda', 'iam', 'direct'] as const)('is not when it is not switched on: %s', (kind) => {
    expect(ask({ ...ALL, [kind]: undefined }, IDENTITIES[kind])).toBeUndefined();
    expect(ask({}, IDENTITIES[kind])).toBeUndefined();
  });

  it('says nothing where there is none, whatever the headers say', () => {
    const headers = { 'x-amzn-oidc-identity': 'ana', 'x-forwarded-user': 'ana', 'x-amz-arn': ROLE };
    expect(ask(ALL, undefined, headers)).toBeUndefined();
  });

  it.each([
    ['a list in brackets', '[platform leads]'],
    ['a list with commas', 'platform,leads'],
    ['a real list', ['platform', 'leads']],
  ])('hands groups over as %s', (_, groups) => {
    const { claims, ...identity } = IDENTITIES.jwt;
    expect(ask(ALL, { ...identity, claims: { ...claims, 'cognito:groups': groups } })).toMatchObject({
      scopes: ['execute', 'approve'],
    });
  });

  it.each<[string, GatewayIdentity]>([
    ['a token without its issuer', { ...IDENTITIES.jwt, claims: { sub: 'ana' } }],
    ['a token of an issuer that could be part of a name', { ...IDENTITIES.jwt, claims: { iss: 'https://a|b' } }],
    ['an empty subject', { ...IDENTITIES.lambda, subject: '' }],
    ['a subject with a line end', { ...IDENTITIES.lambda, subject: 'ana\nroot' }],
  ])('must name somebody: %s', (_, identity) => {
    expect(() => ask(ALL, identity)).toThrow('The gateway in front of this server');
  });

  it('of IAM refuses whom no pattern fits', () => {
    const identity = { ...IDENTITIES.iam, subject: 'arn:aws:sts::123456789012:assumed-role/Other/one' };
    expect(() => ask(ALL, identity)).toThrow('is not among the roles and users that may ask here');
  });

  it('of IAM takes the first pattern that fits', () => {
    const allow = [
      { arn: ROLE, scopes: ['read'] },
      { arn: 'arn:aws:iam::123456789012:role/*', scopes: ['admin'] },
    ] as const;
    expect(ask({ iam: { allow } }, IDENTITIES.iam)).toMatchObject({ scopes: ['read'] });
  });

  it('of IAM makes one principal of all sessions of a role, unless callers can not choose their names', () => {
    const ids = (eachSession: boolean): unknown[] =>
      ['one', 'two'].map((session) => {
        const allow = [{ arn: ROLE, scopes: ['approve'] as const, eachSession }];
        const identity = { ...IDENTITIES.iam, subject: SESSION.replace(/one$/, session) };
        return ask({ iam: { allow } }, identity);
      });
    expect(new Set(ids(false).map((principal) => JSON.stringify(principal))).size).toBe(1);
    expect(new Set(ids(true).map((principal) => JSON.stringify(principal))).size).toBe(2);
  });

  it.each([
    ['x-api-key', 'key-for-everything-1'],
    ['authorization', 'Bearer key-for-everything-1'],
  ])('of direct invocations leaves the request to its own credentials: %s', (name, value) => {
    expect(ask(ALL, IDENTITIES.direct, { [name]: value })).toBeUndefined();
  });
});
