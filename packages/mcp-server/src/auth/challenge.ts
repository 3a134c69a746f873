import type { Principal, Scope, SluiceError } from '@sluice/core';
import { SCOPES } from './claim-rules.ts';
import { metadataUrlOf, type ProtectedResource } from './protected-resource.ts';

/** What is known of a request that is refused. */
export interface RefusedRequest {
  readonly path: string;
  /** Whether it has a bearer. */
  readonly hasBearer: boolean;
  readonly principal?: Principal | undefined;
  readonly protectedResource?: ProtectedResource | undefined;
}

/** What a first token is for; `approve` and `admin` are asked for when they are needed. */
const FIRST_SCOPES: readonly Scope[] = ['read', 'execute'];

/**
 * Returns the `WWW-Authenticate` of an answer: how to get a token, or one with more scopes (RFC 6750, RFC 9728).
 *
 * A token of more scopes takes the place of the old one, so those that the principal has are asked for again.
 *
 * @returns undefined where no token would help
 */
export function challengeOf(error: SluiceError, request: RefusedRequest): string | undefined {
  if (error.code === 'unauthenticated') {
    return challenge(request, request.hasBearer ? 'invalid_token' : undefined, FIRST_SCOPES);
  }
  const { requiredScope } = error;
  if (error.code !== 'forbidden' || requiredScope === undefined || request.protectedResource === undefined)
    return undefined;
  const scopes = SCOPES.filter((scope) => scope === requiredScope || request.principal?.scopes.includes(scope));
  return challenge(request, 'insufficient_scope', scopes);
}

function challenge(
  { path, protectedResource }: RefusedRequest,
  error: string | undefined,
  scopes: readonly Scope[],
): string {
  const parameters = [
    'realm="sluice"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(protectedResource === undefined ? [] : tokenParameters(protectedResource, path, scopes)),
  ];
  return `Bearer ${parameters.join(', ')}`;
}

function tokenParameters(resource: ProtectedResource, path: string, scopes: readonly Scope[]): readonly string[] {
  const names = scopes.map((scope) => resource.scopesSupported[scope]).filter((name) => name !== undefined);
  return [
    `resource_metadata="${metadataUrlOf(resource, path)}"`,
    ...(names.length === 0 ? [] : [`scope="${names.join(' ')}"`]),
  ];
}
