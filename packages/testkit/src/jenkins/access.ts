import { Refusal } from './refusal.ts';

/** What a user of a simulated Jenkins may do with a job. @public */
export type JenkinsPermission = 'Job/Read' | 'Job/Build' | 'Job/Cancel';

/** Somebody whom the simulated Jenkins knows. @public */
export interface JenkinsUser {
  readonly user: string;
  /** With it, no crumb is needed. @defaultValue none */
  readonly apiToken?: string | undefined;
  /** With it, every POST needs a crumb and the session that the crumb is good for. @defaultValue none */
  readonly password?: string | undefined;
  /** What the user may do with every job. @defaultValue everything */
  readonly permissions?: readonly JenkinsPermission[] | undefined;
}

/** Who makes a request. */
export interface Caller {
  readonly user: string;
  readonly permissions: readonly JenkinsPermission[];
  readonly authenticatedBy: 'token' | 'password';
}

const ALL: readonly JenkinsPermission[] = ['Job/Read', 'Job/Build', 'Job/Cancel'];

/**
 * Finds out who makes a request.
 *
 * @throws Refusal with status 401 for wrong credentials, 403 for none
 */
export function authenticate(headers: Headers, users: readonly JenkinsUser[]): Caller {
  const given = /^Basic (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (given === undefined)
    throw new Refusal(403, 'Authentication required', { 'x-you-are-authenticated-as': 'anonymous' });
  const text = Buffer.from(given, 'base64').toString();
  const colon = text.indexOf(':');
  const secret = text.slice(colon + 1);
  const known = users.find(({ user }) => user === text.slice(0, colon));
  const authenticatedBy = known && matching(known, secret);
  if (known === undefined || authenticatedBy === undefined) {
    throw new Refusal(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="Jenkins"' });
  }
  return { user: known.user, permissions: known.permissions ?? ALL, authenticatedBy };
}

function matching({ apiToken, password }: JenkinsUser, secret: string): Caller['authenticatedBy'] | undefined {
  if (secret === apiToken) return 'token';
  return secret === password ? 'password' : undefined;
}

/**
 * Refuses what a user may not do.
 *
 * @throws Refusal with status 403
 */
export function requirePermission({ user, permissions }: Caller, permission: JenkinsPermission): void {
  if (permissions.includes(permission)) return;
  throw new Refusal(403, `${user} is missing the ${permission} permission`, {
    'x-you-are-authenticated-as': user,
    'x-required-permission': permission.replace('Job/', 'hudson.model.Item.'),
  });
}
