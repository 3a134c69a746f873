import { isObject } from '../agent-event/is-object.ts';

/** Who asks, as API Gateway's authorizer established it: nothing of it was written by whoever asks. */
export interface Identity {
  readonly principal: string | undefined;
  /** What else is known, by the names that token or authorizer give it. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What the parts of an event say about who asks. */
export interface IdentitySources {
  /** Claims of a token that API Gateway or Cognito checked. */
  readonly token?: unknown;
  /** What a Lambda authorizer returned. */
  readonly authorizer?: unknown;
  /** Who signed the request. */
  readonly iam?: unknown;
}

/** For each source the names of what tells one principal from all others; the first that is there counts. */
const PRINCIPAL_NAMES = {
  token: ['sub', 'username', 'cognito:username', 'client_id'],
  authorizer: ['principalId', 'sub'],
  iam: ['userArn'],
} as const;

/** Returns who asks; the first source that names a principal counts. */
export function identityOf(sources: IdentitySources): Identity {
  for (const source of ['token', 'authorizer', 'iam'] as const) {
    const claims = sources[source];
    if (!isObject(claims)) continue;
    const principal = PRINCIPAL_NAMES[source].map((name) => claimText(claims, name)).find((text) => text !== undefined);
    if (principal !== undefined) return { principal, claims };
  }
  return { principal: undefined, claims: {} };
}

/** Returns a claim as a text: lists and objects as JSON. Undefined where it is absent or empty. */
export function claimText(claims: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
