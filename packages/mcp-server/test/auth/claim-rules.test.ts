import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimRules, permissionsOf, SCOPES } from '../../src/auth/claim-rules.ts';
import { matchesArn, personOf } from '../../src/auth/iam-arn.ts';

describe('what claims give', () => {
  it.each<[string, object, ClaimRules, readonly string[]]>([
    ['the words of scope', { scope: 'openid sluice:read sluice:execute' }, {}, ['read', 'execute']],
    ['the list scp, where there is no scope', { scp: ['sluice:approve'] }, {}, ['approve']],
    ['nothing without the prefix', { scope: 'read execute admin' }, {}, []],
    ['nothing for more than the prefix and the scope', { scope: 'sluice:readonly xsluice:read sluice:' }, {}, []],
    ['nothing where the scopes are no text', { scope: 7 }, {}, []],
    ['another prefix', { scope: 'pipelines/read' }, { scopes: { prefix: 'pipelines/' } }, ['read']],
    ['no prefix at all', { scope: 'read' }, { scopes: { prefix: '' } }, ['read']],
    ['another claim', { roles: ['sluice:read'] }, { scopes: { claim: 'roles' } }, ['read']],
    [
      'a claim within another one',
      { realm_access: { roles: ['sluice:admin'] } },
      { scopes: { claim: 'realm_access.roles' } },
      ['admin'],
    ],
    [
      'a claim with dots in its name',
      { 'https://a.b/c': ['sluice:read'] },
      { scopes: { claim: 'https://a.b/c' } },
      ['read'],
    ],
    [
      'groups',
      { groups: ['platform', 'leads', 'others'] },
      { scopes: { claim: 'groups', map: { platform: ['execute', 'read'], leads: ['approve'] } } },
      ['read', 'execute', 'approve'],
    ],
    [
      'no scope by its own name where there are groups',
      { groups: ['sluice:admin'] },
      { scopes: { claim: 'groups', map: {} } },
      [],
    ],
    [
      'both where both are wanted',
      { g: ['a', 'x:read'] },
      { scopes: { claim: 'g', prefix: 'x:', map: { a: ['admin'] } } },
      ['read', 'admin'],
    ],
    [
      'nothing for what every object has',
      { groups: ['constructor', '__proto__'] },
      { scopes: { claim: 'groups', map: {} } },
      [],
    ],
    ['what everybody gets', {}, { scopes: { always: ['read'] } }, ['read']],
  ])('%s', (_, claims, rules, scopes) => {
    expect(permissionsOf({ ...claims }, rules).scopes).toEqual(scopes);
  });

  it('is nothing but scopes, whatever the claims are', async () => {
    await fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (claims, claim) => {
        const { scopes, environments } = permissionsOf(claims, { scopes: { claim }, environmentsClaim: claim });
        expect(SCOPES).toEqual(expect.arrayContaining([...scopes]));
        expect(environments?.every((name) => typeof name === 'string')).toBe(true);
      }),
    );
  });

  it('is every environment without a claim for them, and none when the claim is missing', () => {
    const rules = { environmentsClaim: 'environments', pipelinesClaim: 'pipelines' };
    expect(permissionsOf({}, {})).toMatchObject({ environments: undefined, pipelines: undefined });
    expect(permissionsOf({}, rules)).toMatchObject({ environments: [], pipelines: [] });
    const claims = { environments: 'dev staging', pipelines: ['app'] };
    expect(permissionsOf(claims, rules)).toMatchObject({ environments: ['dev', 'staging'], pipelines: ['app'] });
  });
});

describe('the ARN of a caller', () => {
  const SESSION = 'arn:aws:sts::123456789012:assumed-role/SluiceProxy/i-0abc';

  it.each([
    [SESSION, SESSION],
    ['arn:aws:iam::123456789012:role/SluiceProxy', SESSION],
    ['arn:aws:iam::123456789012:role/teams/platform/SluiceProxy', SESSION],
    ['arn:aws:iam::123456789012:role/Sluice*', SESSION],
    ['arn:aws:sts::123456789012:assumed-role/SluiceProxy/*', SESSION],
    ['arn:aws:iam::123456789012:user/ana', 'arn:aws:iam::123456789012:user/ana'],
    ['arn:aws:iam::*:user/ana', 'arn:aws:iam::123456789012:user/ana'],
    ['arn:aws-us-gov:iam::123456789012:role/a.b', 'arn:aws-us-gov:sts::123456789012:assumed-role/a.b/c'],
  ])('%s fits %s', (pattern, arn) => {
    expect(matchesArn(pattern, arn)).toBe(true);
  });

  it.each([
    ['arn:aws:iam::123456789012:role/SluiceProxy', 'arn:aws:sts::210987654321:assumed-role/SluiceProxy/x'],
    ['arn:aws:iam::123456789012:role/SluiceProxy', 'arn:aws:sts::123456789012:assumed-role/SluiceProxy2/x'],
    ['arn:aws:iam::123456789012:role/SluiceProxy', 'arn:aws:sts::123456789012:assumed-role/x/SluiceProxy'],
    ['arn:aws:iam::123456789012:role/SluiceProxy', 'arn:aws:iam::123456789012:user/SluiceProxy'],
    ['arn:aws:iam::123456789012:role/a.b', 'arn:aws:sts::123456789012:assumed-role/aXb/c'],
    ['arn:aws:iam::123456789012:user/*', 'arn:aws:iam::123456789012:user/team/ana'],
    ['arn:aws:sts::123456789012:assumed-role/*', SESSION],
    ['arn:aws:iam::123456789012:user/ana', 'arn:aws:iam::123456789012:user/ana\n'],
    ['*', SESSION],
  ])('%s does not fit %s', (pattern, arn) => {
    expect(matchesArn(pattern, arn)).toBe(false);
  });

  it('loses the name of its session, which callers may choose', () => {
    expect(personOf(SESSION)).toBe('arn:aws:sts::123456789012:assumed-role/SluiceProxy');
    expect(personOf('arn:aws:iam::123456789012:user/ana')).toBe('arn:aws:iam::123456789012:user/ana');
  });
});
