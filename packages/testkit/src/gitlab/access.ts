import { findProject, type Project, projectNotFound } from './project.ts';
import { Refusal, refusal } from './refusal.ts';

/** A token that the simulated GitLab knows. @public */
export interface GitLabToken {
  readonly token: string;
  /** Name of the user that acts with it. @defaultValue 'sluice' */
  readonly user?: string | undefined;
  /** What the user may do in every project. @defaultValue 'maintainer' */
  readonly role?: 'reporter' | 'developer' | 'maintainer' | undefined;
  /** Paths of the projects that the user may see. @defaultValue all */
  readonly projects?: readonly string[] | undefined;
  /** `read_api` may only read. @defaultValue 'api' */
  readonly scope?: 'api' | 'read_api' | undefined;
  /** Why it is no good any more. @defaultValue it is good */
  readonly ended?: 'expired' | 'revoked' | undefined;
}

/** Who makes a request. */
export interface Caller {
  readonly user: string;
  readonly role: 'reporter' | 'developer' | 'maintainer';
  readonly projects?: readonly string[] | undefined;
}

const ENDED = {
  expired: 'Token is expired. You can either do re-authorization or token refresh.',
  revoked: 'Token was revoked. You have to re-authorize from the user.',
} as const;

/**
 * Finds out who makes a request.
 *
 * @throws Refusal for a wrong token, and for none on a request that is not a GET
 * @returns undefined for a GET without a token
 */
export function authenticate(request: Request, tokens: readonly GitLabToken[]): Caller | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const given = request.headers.get('private-token') ?? bearer;
  if (given === undefined) {
    if (request.method === 'GET') return undefined;
    throw refusal(401, '401 Unauthorized');
  }
  const known = tokens.find(({ token }) => token === given);
  if (known === undefined) {
    if (bearer === undefined) throw refusal(401, '401 Unauthorized');
    throw invalidToken('Token was not found. You have to re-authorize from the user.');
  }
  if (known.ended !== undefined) throw invalidToken(ENDED[known.ended]);
  if (known.scope === 'read_api' && request.method !== 'GET') {
    throw new Refusal(403, {
      error: 'insufficient_scope',
      error_description: 'The request requires higher privileges than provided by the access token.',
      scope: 'api',
    });
  }
  return { user: known.user ?? 'sluice', role: known.role ?? 'maintainer', projects: known.projects };
}

function invalidToken(description: string): Refusal {
  return new Refusal(401, { error: 'invalid_token', error_description: description });
}

/** Refuses what needs more than the Reporter role. */
export function requireDeveloper(caller: Caller): void {
  if (caller.role === 'reporter') throw refusal(403, '403 Forbidden');
}

/** Refuses what only maintainers may do. */
export function requireMaintainer(caller: Caller): void {
  if (caller.role !== 'maintainer') throw refusal(403, '403 Forbidden');
}

/** Tells whether somebody may see a project. */
export function maySee(caller: Caller, project: Project): boolean {
  return caller.projects === undefined || caller.projects.includes(project.path);
}

/**
 * Finds a project for somebody, also by a path that it had before.
 *
 * @throws Refusal with status 404: one that is hidden is not told from one that is not there
 */
export function findVisibleProject(
  projects: readonly Project[],
  name: string,
  caller: Caller,
): { readonly project: Project; readonly moved: boolean } {
  const former = projects.find(({ formerPaths }) => formerPaths.includes(name));
  const project = former ?? findProject(projects, name);
  if (!maySee(caller, project)) throw projectNotFound();
  return { project, moved: former !== undefined };
}
