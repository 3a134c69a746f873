import { generateKeyPairSync } from 'node:crypto';
import { SluiceError } from '@sluice/core';
import { createVirtualClock, type VirtualClock } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { type Authenticator, type LoadBalancerAccess, loadBalancerAuthenticator } from '../../src/index.ts';
import {
  type DataChanges,
  LOAD_BALANCER,
  SIGN_IN,
  startLoadBalancer,
  type TestLoadBalancer,
} from '../support/load-balancer.ts';
import { recordLog } from '../support/recorded-log.ts';

const RULES = {
  arn: LOAD_BALANCER,
  issuer: SIGN_IN,
  scopes: { claim: 'groups', map: { platform: ['read'] } },
} as const;

interface World {
  readonly clock: VirtualClock;
  readonly balancer: TestLoadBalancer;
  readonly authenticate: Authenticator;
  readonly log: ReturnType<typeof recordLog>;
}

async function startWorld(rules: Partial<LoadBalancerAccess> = {}): Promise<World> {
  const clock = createVirtualClock();
  const balancer = await startLoadBalancer(clock);
  const log = recordLog();
  const access = { ...RULES, publicKeysUrl: balancer.publicKeysUrl, ...rules };
  return { clock, balancer, log, authenticate: loadBalancerAuthenticator(access, { clock, logger: log.logger }) };
}

function carrying(data: string): Request {
  return new Request('http://localhost/pipelines', { headers: { 'x-amzn-oidc-data': data } });
}

async function refusalOf(authenticate: Authenticator, data: string): Promise<SluiceError> {
  const error: unknown = await Promise.resolve(authenticate(carrying(data))).then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!SluiceError.isInstance(error)) throw error;
  return error;
}

describe('who has signed in at the load balancer', () => {
  it.each([{}, { name: 'a' }, { name: 'ab' }])(
    'is the principal, however its text is filled up: %j',
    async (claims) => {
      const { balancer, authenticate } = await startWorld();
      const data = balancer.dataOf({ claims: { groups: ['platform'], ...claims } });
      expect(await authenticate(carrying(data))).toMatchObject({
        id: 'https://login.example.com|ana',
        scopes: ['read'],
      });
    },
  );

  it.each<[string, DataChanges, string]>([
    [
      'another load balancer',
      { header: { signer: LOAD_BALANCER.replace('sluice', 'others') } },
      'another load balancer',
    ],
    ['no load balancer', { header: { signer: undefined } }, 'another load balancer'],
    ['another issuer', { header: { iss: 'https://login.example.org' } }, 'another issuer'],
    ['a time that is over', { header: { exp: Date.UTC(2026, 0, 1) / 1000 - 61 } }, 'has expired'],
    ['no time', { header: { exp: undefined } }, 'has expired'],
    ['another algorithm', { header: { alg: 'HS256' } }, 'not signed as load balancers do'],
    ['no algorithm', { header: { alg: 'none' } }, 'not signed as load balancers do'],
    ['a key that is not published', { header: { kid: 'key-2' } }, 'a key that AWS does not publish'],
    ['a key of another place', { header: { kid: '../key-1' } }, 'a key that AWS does not publish'],
    ['no key', { header: { kid: undefined } }, 'a key that AWS does not publish'],
    ['nobody', { claims: { sub: undefined } }, 'names nobody'],
    ['a key of their own', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }, 'a wrong signature'],
  ])('is refused with %s', async (_, changes, text) => {
    const { balancer, authenticate } = await startWorld();
    const error = await refusalOf(authenticate, balancer.dataOf(changes));
    expect([error.code, error.message]).toEqual(['unauthenticated', expect.stringContaining(text)]);
  });

  it.each(['', 'x', 'e30.e30', '!.!.!', 'bnVsbA==.bnVsbA==.', 'a.b.c.d'])(
    'is refused with garbage: "%s"',
    async (data) => {
      const { authenticate } = await startWorld();
      expect((await refusalOf(authenticate, data)).code).toBe('unauthenticated');
    },
  );

  it('is refused when the claims were changed after signing', async () => {
    const { balancer, authenticate } = await startWorld();
    const [header, , signature] = balancer.dataOf().split('.');
    const [, claims] = balancer.dataOf({ claims: { sub: 'root' } }).split('.');
    const error = await refusalOf(authenticate, [header, claims, signature].join('.'));
    expect(error.message).toContain('a wrong signature');
  });

  it('is nobody where there is no such header, or it is not believed', async () => {
    const { balancer, authenticate } = await startWorld();
    expect(await authenticate(new Request('http://localhost'))).toBeUndefined();
    expect(await loadBalancerAuthenticator(undefined)(carrying(balancer.dataOf()))).toBeUndefined();
  });
});

describe("the load balancer's keys", () => {
  it('are fetched once each', async () => {
    const { balancer, authenticate } = await startWorld();
    await authenticate(carrying(balancer.dataOf()));
    await authenticate(carrying(balancer.dataOf()));
    expect(balancer.asked).toEqual(['key-1']);
  });

  it('that can not be had are no fault of the caller, who may come again', async () => {
    const { balancer, authenticate, log } = await startWorld();
    balancer.answer(500);
    expect(await refusalOf(authenticate, balancer.dataOf())).toMatchObject({ code: 'overloaded', retryable: true });
    expect(log.lines.at(-1)).toMatchObject({ level: 'error' });
    balancer.answer(200);
    expect(await authenticate(carrying(balancer.dataOf()))).toBeDefined();
  });

  it('are asked for ten times a minute at the most, however many are made up; known ones serve all the while', async () => {
    const { clock, balancer, authenticate } = await startWorld();
    await authenticate(carrying(balancer.dataOf()));
    const codes: string[] = [];
    for (let count = 0; count < 20; count += 1) {
      codes.push((await refusalOf(authenticate, balancer.dataOf({ header: { kid: `made-up-${count}` } }))).code);
    }
    expect(codes.filter((code) => code === 'overloaded')).toHaveLength(11);
    expect(balancer.asked).toHaveLength(10);
    expect(await authenticate(carrying(balancer.dataOf()))).toBeDefined();
    await clock.advance(60_000);
    await refusalOf(authenticate, balancer.dataOf({ header: { kid: 'made-up' } }));
    expect(balancer.asked).toHaveLength(11);
  });
});

describe('loadBalancerAuthenticator', () => {
  it.each(['', 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/net/a/b', 'arn:aws:s3:::bucket'])(
    'refuses what is not the ARN of an Application Load Balancer: "%s"',
    (arn) => {
      expect(() => loadBalancerAuthenticator({ ...RULES, arn })).toThrow(
        'is not the ARN of an Application Load Balancer',
      );
    },
  );
});
