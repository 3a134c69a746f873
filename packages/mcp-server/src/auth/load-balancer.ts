import { type KeyObject, verify } from 'node:crypto';
import type { Principal } from '@sluice/core';
import { systemClock } from '../system-clock.ts';
import type { Authenticator } from './authenticator.ts';
import { type ClaimRules, type Claims, permissionsOf } from './claim-rules.ts';
import { type Current, currentOf, derivedFrom } from './current.ts';
import type { TokenCheckOptions } from './jwt.ts';
import { createLoadBalancerKeys, type LoadBalancerKeys } from './load-balancer-keys.ts';
import { isSubject, subjectId } from './principal-id.ts';
import { misconfigured, unauthenticated } from './unauthenticated.ts';

/**
 * An Application Load Balancer that has people sign in, and tells who they are in a header that it signs.
 *
 * @public
 */
export interface LoadBalancerAccess extends ClaimRules {
  /** The ARN of the load balancer. Every load balancer signs with the same keys: this is what tells yours from others. */
  readonly arn: string;
  /** Where people sign in: the issuer of the listener's rule. */
  readonly issuer: string;
  /** Where the load balancers of the region publish their keys, without the slash at the end. @defaultValue AWS's place */
  readonly publicKeysUrl?: string | undefined;
}

const HEADER = 'x-amzn-oidc-data';
const ARN = /^arn:aws[\w-]*:elasticloadbalancing:([a-z0-9-]+):\d{12}:loadbalancer\/app\/[\w/-]+$/;
const KEY_NAME = /^[\w-]{1,100}$/;
/** The load balancer signs anew every other minute, with a clock of its own. */
const TOLERANCE_SECONDS = 60;

/**
 * Makes an authenticator of people who have signed in at a load balancer. The principal is issuer and subject, as if they
 * had sent a token of that issuer.
 *
 * The header is signed, but nothing binds it to one request: let nobody but the load balancer reach the server.
 *
 * @example
 * ```ts
 * const authenticate = loadBalancerAuthenticator({
 *   arn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/sluice/50dc6c495c0c9188',
 *   issuer: 'https://login.example.com',
 *   scopes: { claim: 'groups', map: { platform: ['read', 'execute'] } },
 * });
 * ```
 * @throws SluiceError `invalid_configuration` when the ARN is not one of an Application Load Balancer
 * @public
 */
export function loadBalancerAuthenticator(
  access: Current<LoadBalancerAccess | undefined>,
  options: TokenCheckOptions = {},
): Authenticator {
  const { clock = systemClock, fetch = globalThis.fetch, logger } = options;
  const known = derivedFrom(currentOf(access), (rules): Trusted | undefined => {
    if (rules === undefined) return undefined;
    return { rules, keys: createLoadBalancerKeys({ url: publicKeysUrlOf(rules), clock, fetch, logger }) };
  });
  known();

  async function identify(data: string, { rules, keys }: Trusted): Promise<Principal> {
    const signed = partsOf(data);
    check(signed.header, rules, clock.now() / 1000 - TOLERANCE_SECONDS);
    await checkSignature(signed, keys);
    return principalOf(signed.payload, rules);
  }

  return ({ headers }) => {
    const trusted = known();
    const data = trusted === undefined ? null : headers.get(HEADER);
    return trusted === undefined || data === null ? undefined : identify(data, trusted);
  };
}

interface Trusted {
  readonly rules: LoadBalancerAccess;
  readonly keys: LoadBalancerKeys;
}

interface SignedData {
  readonly header: Claims;
  readonly payload: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Load balancers fill base64 up with `=`, and sign that too, so that libraries for JSON web tokens can't read it. */
function partsOf(data: string): SignedData {
  const [header = '', payload = '', signature = '', ...more] = data.split('.');
  if (more.length > 0) throw refusal('can not be read');
  return {
    header: objectOf(header),
    payload: objectOf(payload),
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function objectOf(part: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Claims;
  } catch {
    // What it is instead is of no use to anybody.
  }
  throw refusal('can not be read');
}

function check(header: Claims, rules: LoadBalancerAccess, earliest: number): void {
  if (header['alg'] !== 'ES256') throw refusal('is not signed as load balancers do');
  if (header['signer'] !== rules.arn) throw refusal('is of another load balancer');
  if (header['iss'] !== rules.issuer) throw refusal('is of another issuer');
  if (typeof header['exp'] !== 'number' || header['exp'] <= earliest) throw refusal('has expired');
}

async function checkSignature({ header, signed, signature }: SignedData, keys: LoadBalancerKeys): Promise<void> {
  const name = header['kid'];
  const key = typeof name === 'string' && KEY_NAME.test(name) ? await keys.keyOf(name) : undefined;
  if (key === undefined) throw refusal('is signed with a key that AWS does not publish');
  if (!isSigned(signed, key, signature)) throw refusal('has a wrong signature');
}

function isSigned(text: string, key: KeyObject, signature: Buffer): boolean {
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function principalOf(claims: Claims, rules: LoadBalancerAccess): Principal {
  const { sub } = claims;
  if (!isSubject(sub)) throw refusal('names nobody who could be named in a record');
  return { id: subjectId(rules.issuer, sub), ...permissionsOf(claims, rules) };
}

/** Tells whether a text is the ARN of an Application Load Balancer. */
export function isLoadBalancerArn(text: string): boolean {
  return ARN.test(text);
}

function publicKeysUrlOf({ arn, publicKeysUrl }: LoadBalancerAccess): string {
  const region = ARN.exec(arn)?.[1];
  if (region === undefined) throw misconfigured(`"${arn}" is not the ARN of an Application Load Balancer.`);
  return publicKeysUrl ?? `https://public-keys.auth.elb.${region}.amazonaws.com`;
}

function refusal(what: string): Error {
  return unauthenticated(`What the load balancer says of who signed in (${HEADER}) ${what}.`);
}
