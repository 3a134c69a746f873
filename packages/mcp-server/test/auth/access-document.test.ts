import { ConfigurationError } from '@sluice/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessAuthenticator, accessOf, hashApiKey, isNobody, NOBODY } from '../../src/index.ts';
import { LOAD_BALANCER } from '../support/load-balancer.ts';

const SHA256 = 'a'.repeat(64);
const OTHER_SHA256 = 'b'.repeat(64);
const KEY = { id: 'ci', sha256: SHA256, scopes: ['read'] };
const ISSUER = { issuer: 'https://login.example.com', audience: 'https://pipelines.example.com' };

function faultsOf(document: unknown): readonly string[] {
  try {
    accessOf(document, 'access.yaml', { known: { environments: ['dev', 'prod'], pipelines: ['app'] } });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split('\n');
  }
}

describe('an access document', () => {
  it('says who may do what', () => {
    const access = accessOf(
      {
        api_keys: [{ ...KEY, environments: ['dev'], pipelines: ['app'], expires_at: '2027-03-31' }],
        issuers: [
          {
            ...ISSUER,
            jwks_uri: 'https://login.example.com/keys',
            algorithms: ['RS256'],
            clock_tolerance_seconds: 5,
            scopes: { claim: 'groups', map: { leads: ['approve'] }, always: ['read'] },
            environments_claim: 'environments',
            pipelines_claim: 'pipelines',
            required_claims: { repository: ['acme/infra'] },
          },
        ],
        gateway: {
          jwt: {},
          lambda: { scopes: { prefix: 'x:' } },
          iam: { allow: [{ arn: 'arn:aws:iam::123456789012:role/A', scopes: ['read'], each_session: true }] },
          direct: { id: 'proxy', scopes: ['execute'] },
          load_balancer: { arn: LOAD_BALANCER, issuer: 'https://login.example.com', scopes: { always: ['read'] } },
        },
      },
      'access.yaml',
    );
    expect(access).toEqual({
      apiKeys: [{ ...KEY, environments: ['dev'], pipelines: ['app'], expiresAt: Date.UTC(2027, 2, 31) }],
      issuers: [
        {
          ...ISSUER,
          jwksUri: 'https://login.example.com/keys',
          algorithms: ['RS256'],
          clockToleranceSeconds: 5,
          scopes: { claim: 'groups', map: { leads: ['approve'] }, always: ['read'] },
          environmentsClaim: 'environments',
          pipelinesClaim: 'pipelines',
          requiredClaims: { repository: ['acme/infra'] },
        },
      ],
      gateway: {
        jwt: {},
        lambda: { scopes: { prefix: 'x:' } },
        iam: { allow: [{ arn: 'arn:aws:iam::123456789012:role/A', scopes: ['read'], eachSession: true }] },
        direct: { id: 'proxy', scopes: ['execute'] },
        loadBalancer: { arn: LOAD_BALANCER, issuer: 'https://login.example.com', scopes: { always: ['read'] } },
      },
    });
  });

  it.each<[unknown, string]>([
    [null, 'access.yaml: must be a group of: api_keys, issuers, gateway'],
    [[KEY], 'access.yaml: must be a group of: api_keys, issuers, gateway'],
    [{}, 'access.yaml: names nobody; give it api_keys, issuers or a gateway'],
    [{ api_keys: [], issuers: [], gateway: {} }, 'access.yaml: names nobody; give it api_keys, issuers or a gateway'],
    [{ keys: [] }, 'access.yaml: keys: is not known here; there are: api_keys, issuers, gateway'],
    [{ api_keys: KEY }, 'access.yaml: api_keys: must be a list'],
    [{ api_keys: [{ ...KEY, id: undefined }] }, 'access.yaml: api_keys.0.id: is missing; it must be a text'],
    [
      { api_keys: [{ ...KEY, id: 'a/b' }] },
      'access.yaml: api_keys.0.id: must be letters, digits, ".", "_" and "-", 64 at the most, a letter or digit first',
    ],
    [
      { api_keys: [{ ...KEY, id: 'local' }] },
      'access.yaml: api_keys.0.id: "local" is who is on this machine; take another',
    ],
    [
      { api_keys: [{ ...KEY, id: 'sluice' }] },
      'access.yaml: api_keys.0.id: "sluice" is what the audit trail calls the server itself; take another',
    ],
    [
      { api_keys: [{ ...KEY, sha256: 'sluice_key' }] },
      'access.yaml: api_keys.0.sha256: must be the hash of a key, as "sluice keys create" prints it',
    ],
    [
      { api_keys: [{ ...KEY, scopes: ['run'] }] },
      'access.yaml: api_keys.0.scopes.0: "run" is not a scope; there are: read, execute, approve, admin',
    ],
    [{ api_keys: [{ ...KEY, scopes: [] }] }, 'access.yaml: api_keys.0.scopes: must name a scope at least'],
    [{ api_keys: [{ ...KEY, scopes: 'read' }] }, 'access.yaml: api_keys.0.scopes: must be a list of scopes'],
    [
      { api_keys: [{ ...KEY, expires: 'x' }] },
      'access.yaml: api_keys.0.expires: is not known here; there are: id, sha256, scopes, environments, pipelines, expires_at',
    ],
    [
      { api_keys: [{ ...KEY, expires_at: 'soon' }] },
      'access.yaml: api_keys.0.expires_at: must be a date such as 2027-03-31 (its first moment, UTC) or a time such as 2027-03-31T12:00:00Z',
    ],
    [
      { api_keys: [{ ...KEY, expires_at: '2027-02-31T99:00:00Z' }] },
      'access.yaml: api_keys.0.expires_at: must be a date such as 2027-03-31 (its first moment, UTC) or a time such as 2027-03-31T12:00:00Z',
    ],
    [
      { api_keys: [{ ...KEY, environments: ['dev', 'stage'] }] },
      'access.yaml: api_keys.0.environments.1: "stage" is not in the catalog; there are: dev, prod',
    ],
    [
      { api_keys: [{ ...KEY, pipelines: ['ap'] }] },
      'access.yaml: api_keys.0.pipelines.0: "ap" is not in the catalog; there are: app',
    ],
    [{ api_keys: [KEY, { ...KEY, sha256: OTHER_SHA256 }] }, 'access.yaml: api_keys.1.id: is the id of another key too'],
    [{ api_keys: [KEY, { ...KEY, id: 'cd' }] }, 'access.yaml: api_keys.1.sha256: is the hash of another key too'],
    [{ issuers: [ISSUER, ISSUER] }, 'access.yaml: issuers.1.issuer: is there twice'],
    [
      { issuers: [{ ...ISSUER, issuer: 'http://login.example.com' }] },
      'access.yaml: issuers.0.issuer: must be an https URL',
    ],
    [
      { issuers: [{ ...ISSUER, audience: undefined }] },
      'access.yaml: issuers.0.audience: is missing; it must be a text or a list of texts',
    ],
    [{ issuers: [{ ...ISSUER, audience: [] }] }, 'access.yaml: issuers.0.audience: must name one at least'],
    [
      { issuers: [{ ...ISSUER, algorithms: ['none'] }] },
      'access.yaml: issuers.0.algorithms.0: must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA',
    ],
    [
      { issuers: [{ ...ISSUER, algorithms: ['HS256'] }] },
      'access.yaml: issuers.0.algorithms.0: must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA',
    ],
    [
      { issuers: [{ ...ISSUER, clock_tolerance_seconds: 3600 }] },
      'access.yaml: issuers.0.clock_tolerance_seconds: must be 600 or less',
    ],
    [
      { issuers: [{ ...ISSUER, scopes: { map: { a: ['root'] } } }] },
      'access.yaml: issuers.0.scopes.map.a.0: "root" is not a scope; there are: read, execute, approve, admin',
    ],
    [
      { gateway: { jwt: null } },
      'access.yaml: gateway.jwt: must be a group of: scopes, environments_claim, pipelines_claim',
    ],
    [{ gateway: { iam: { allow: [] } } }, 'access.yaml: gateway.iam.allow: must name somebody'],
    [
      { gateway: { iam: { allow: [{ arn: '*', scopes: ['read'] }] } } },
      'access.yaml: gateway.iam.allow.0.arn: must be the ARN of a role, a user or a session',
    ],
    [
      {
        gateway: {
          iam: { allow: [{ arn: 'arn:aws:iam::123456789012:role/A', scopes: ['read'], environments: ['x'] }] },
        },
      },
      'access.yaml: gateway.iam.allow.0.environments.0: "x" is not in the catalog; there are: dev, prod',
    ],
    [
      { gateway: { direct: { scopes: ['read'], pipelines: ['x'] } } },
      'access.yaml: gateway.direct.pipelines.0: "x" is not in the catalog; there are: app',
    ],
    [
      { gateway: { load_balancer: { arn: 'x', issuer: 'https://a.example' } } },
      'access.yaml: gateway.load_balancer.arn: must be the ARN of an Application Load Balancer',
    ],
  ])('%j is refused, with where it is wrong and what is accepted', (document, fault) => {
    expect(faultsOf(document)).toEqual([fault]);
  });

  it('is told of all its faults at once', () => {
    const document = {
      api_keys: [
        { ...KEY, id: '' },
        { ...KEY, scopes: ['run'] },
      ],
      issuers: [{ issuer: 'x' }],
    };
    expect(faultsOf(document).length).toBeGreaterThanOrEqual(4);
  });

  it('takes any name where it is not known what there is', () => {
    const document = { api_keys: [{ ...KEY, environments: ['anything'] }] };
    expect(accessOf(document, 'access.yaml').apiKeys[0]?.environments).toEqual(['anything']);
  });

  it('of any shape is either understood or refused with a place, never something else', async () => {
    const part = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('read', SHA256, ['read'], [KEY], [ISSUER], LOAD_BALANCER),
    );
    const names = fc.constantFrom(
      'id',
      'sha256',
      'scopes',
      'issuer',
      'audience',
      'arn',
      'allow',
      'claim',
      'map',
      'always',
    );
    const group = fc.dictionary(fc.oneof(names, fc.string()), part);
    const document = fc.record(
      {
        api_keys: fc.oneof(part, fc.array(group)),
        issuers: fc.oneof(part, fc.array(group)),
        gateway: fc.oneof(
          part,
          fc.dictionary(fc.constantFrom('jwt', 'lambda', 'iam', 'direct', 'load_balancer'), group),
        ),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.property(document, (value) => {
        for (const fault of faultsOf(value)) expect(fault).toMatch(/^access\.yaml: \S/);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what it is given: any right keys come out as they went in', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), { minLength: 1, maxLength: 5 });
    const scopes = fc.uniqueArray(fc.constantFrom('read', 'execute', 'approve', 'admin'), { minLength: 1 });
    await fc.assert(
      fc.property(names, scopes, fc.option(names), (ids, given, environments) => {
        const keys = ids.map((id) => ({
          id: `key-${id}`,
          sha256: hashApiKey(`the-secret-key-of-${id}`),
          scopes: given,
          ...(environments === null ? {} : { environments }),
        }));
        expect(accessOf({ api_keys: keys }, 'x').apiKeys).toEqual(keys);
      }),
    );
  });
});

describe('accessAuthenticator', () => {
  const key = 'key-for-everything-1';
  const access = {
    ...NOBODY,
    apiKeys: [{ id: 'ci', sha256: hashApiKey(key), scopes: ['read'] as const }],
    gateway: { jwt: {}, direct: { scopes: ['execute'] as const } },
  };
  const direct = { kind: 'direct', subject: 'invoke', claims: {} } as const;
  const authorizer = { kind: 'jwt', subject: 'ana', claims: { iss: 'https://login.example.com', sub: 'ana' } } as const;

  it('prefers whom a gateway names, then keys, then whoever may invoke', async () => {
    const authenticate = accessAuthenticator(access);
    const withKey = new Request('http://localhost', { headers: { 'x-api-key': key } });
    expect(await authenticate(withKey, authorizer)).toMatchObject({ id: 'https://login.example.com|ana' });
    expect(await authenticate(withKey, direct)).toMatchObject({ id: 'ci' });
    expect(await authenticate(new Request('http://localhost'), direct)).toMatchObject({ id: 'direct:invoke' });
    expect(await authenticate(new Request('http://localhost'))).toBeUndefined();
  });

  it('refuses tokens where no issuer is trusted, rather than to take them for keys', async () => {
    const request = new Request('http://localhost', { headers: { authorization: 'Bearer e30.e30.c2ln' } });
    await expect(accessAuthenticator(access)(request)).rejects.toThrow('issuer that the server does not trust');
  });

  it('of nobody lets nobody in', async () => {
    expect(isNobody(NOBODY)).toBe(true);
    expect(isNobody(access)).toBe(false);
    expect(isNobody({ ...NOBODY, gateway: { jwt: undefined } })).toBe(true);
    const request = new Request('http://localhost', { headers: { 'x-api-key': key } });
    await expect(accessAuthenticator(NOBODY)(request)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
