import { type Principal, type Scope, SluiceError } from '@sluice/core';
import type { Authenticator } from './authenticator.ts';
import { type ClaimRules, type Claims, permissionsOf } from './claim-rules.ts';
import { type Current, currentOf } from './current.ts';
import type { GatewayIdentity } from './gateway-identity.ts';
import { matchesArn, personOf } from './iam-arn.ts';
import type { LoadBalancerAccess } from './load-balancer.ts';
import { isIssuer, isSubject, subjectId } from './principal-id.ts';
import { unauthenticated } from './unauthenticated.ts';

/**
 * Which gateways are believed when they say who a caller is, and what those may do. Kinds that are not named are not
 * believed.
 *
 * @public
 */
export interface GatewayAccess {
  /** API Gateway's JWT or Cognito authorizer. The principal is issuer and subject of the token. */
  readonly jwt?: ClaimRules | undefined;
  /** API Gateway's Lambda authorizer; the claims are its context. The principal is `lambda:` and its principal id. */
  readonly lambda?: ClaimRules | undefined;
  /** Requests signed for AWS. The principal is the ARN. */
  readonly iam?: IamAccess | undefined;
  /** Whoever may invoke the function, unless the request has credentials of its own. */
  readonly direct?: DirectAccess | undefined;
  /** An Application Load Balancer that has people sign in. */
  readonly loadBalancer?: LoadBalancerAccess | undefined;
}

/** What is given to somebody. @public */
export interface Grant {
  readonly scopes: readonly Scope[];
  /** The environments that it may see and use. @defaultValue all */
  readonly environments?: readonly string[] | undefined;
  /** The pipelines that it may see and use, by type. @defaultValue all */
  readonly pipelines?: readonly string[] | undefined;
}

/** Which callers with AWS credentials are let in, and what each may do. @public */
export interface IamAccess {
  /** The first that fits decides; whom none fits is refused. */
  readonly allow: readonly IamGrant[];
}

/** What is given to the AWS callers whose ARN fits a pattern. @public */
export interface IamGrant extends Grant {
  /**
   * A role or user, such as `arn:aws:iam::123456789012:role/SluiceProxy`, or the ARN of a session. A `*` stands for any
   * characters but `/` and `:`.
   */
  readonly arn: string;
  /**
   * Each session of a role is a principal of its own, rather than all of them one. Only for roles whose callers can't
   * choose the session's name, as with IAM Identity Center: else one person could approve what the same person asked for.
   *
   * @defaultValue false
   */
  readonly eachSession?: boolean | undefined;
}

/** What is given to whoever invokes the function without a gateway and without credentials of its own. @public */
export interface DirectAccess extends Grant {
  /** Appears in records after `direct:`. @defaultValue 'invoke' */
  readonly id?: string | undefined;
}

/**
 * Makes an authenticator of what gateways in front of the function say. It reads nothing that the caller could have
 * written.
 *
 * @example
 * ```ts
 * const allow = [{ arn: 'arn:aws:iam::123456789012:role/SluiceProxy', scopes: ['read', 'execute'] }] as const;
 * const authenticate = gatewayAuthenticator({ iam: { allow } });
 * ```
 * @public
 */
export function gatewayAuthenticator(access: Current<GatewayAccess>): Authenticator {
  const current = currentOf(access);
  return ({ headers }, identity) => {
    if (identity === undefined) return undefined;
    const { jwt, lambda, iam, direct } = current();
    switch (identity.kind) {
      case 'jwt':
        return jwt && ofToken(identity, jwt);
      case 'lambda':
        return lambda && ofAuthorizer(identity, lambda);
      case 'iam':
        return iam && ofIam(identity, iam);
      case 'direct':
        return hasCredentials(headers) ? undefined : direct && ofInvocation(direct);
    }
  };
}

function ofToken(identity: GatewayIdentity, rules: ClaimRules): Principal {
  const { iss } = identity.claims;
  if (typeof iss !== 'string' || !isIssuer(iss)) throw unnamed('does not name the issuer of the token');
  return { id: subjectId(iss, subjectOf(identity)), ...permissionsOf(listed(identity.claims), rules) };
}

function ofAuthorizer(identity: GatewayIdentity, rules: ClaimRules): Principal {
  return { id: `lambda:${subjectOf(identity)}`, ...permissionsOf(listed(identity.claims), rules) };
}

function ofIam(identity: GatewayIdentity, { allow }: IamAccess): Principal {
  const arn = subjectOf(identity);
  const grant = allow.find((entry) => matchesArn(entry.arn, arn));
  if (grant === undefined) {
    throw new SluiceError({
      code: 'forbidden',
      message: `${arn} is not among the roles and users that may ask here. Whoever runs the server can add it.`,
    });
  }
  const { scopes, environments, pipelines, eachSession = false } = grant;
  return { id: eachSession ? arn : personOf(arn), scopes, environments, pipelines };
}

function ofInvocation({ id = 'invoke', scopes, environments, pipelines }: DirectAccess): Principal {
  return { id: `direct:${id}`, scopes, environments, pipelines };
}

function subjectOf({ subject }: GatewayIdentity): string {
  if (isSubject(subject)) return subject;
  throw unnamed('names nobody who could be named in a record');
}

function hasCredentials(headers: Headers): boolean {
  return headers.has('x-api-key') || headers.has('authorization');
}

/** Gateways make one text of a list: `[read execute]` or `read,execute`. */
function listed(claims: Claims): Claims {
  const entries = Object.entries(claims).map(([name, value]) => [
    name,
    typeof value === 'string' ? itemsOf(value) : value,
  ]);
  return Object.fromEntries(entries);
}

function itemsOf(text: string): readonly string[] {
  const inner = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return inner.split(/[\s,]+/).filter((item) => item !== '');
}

function unnamed(what: string): SluiceError {
  return unauthenticated(`The gateway in front of this server ${what}.`);
}
