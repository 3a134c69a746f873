import { createHash } from 'node:crypto';
import type { Caller } from './access.ts';
import { Refusal } from './refusal.ts';

/** Name of the header that a crumb is sent in. */
export const CRUMB_FIELD = 'Jenkins-Crumb';

const COOKIE = 'JSESSIONID.5a1c0e55';
const IDLE_MS = 30 * 60_000;

/** A crumb, and the cookie that goes with it when its session is new. */
export interface IssuedCrumb {
  readonly crumb: string;
  readonly setCookie: string | undefined;
}

/** The sessions of a Jenkins, and the crumbs that are good for them. */
export interface Crumbs {
  /** Makes the crumb of a user and a session; begins a session where there is none. */
  issue(caller: Caller, headers: Headers, now: number): IssuedCrumb;
  /**
   * Refuses a POST with a password and without the crumb of its user and session.
   *
   * @throws Refusal with status 403
   */
  check(caller: Caller, headers: Headers, now: number): void;
  /** Ends every session. */
  expire(): void;
}

/** Makes a Jenkins without sessions. */
export function createCrumbs(): Crumbs {
  const sessions = new Map<string, { usedAt: number }>();
  let begun = 0;

  const current = (headers: Headers, now: number): string | undefined => {
    const id = new RegExp(`(?:^|; *)${COOKIE.replace('.', '\\.')}=([^;]+)`).exec(headers.get('cookie') ?? '')?.[1];
    const session = sessions.get(id ?? '');
    if (session === undefined || now - session.usedAt >= IDLE_MS) return undefined;
    session.usedAt = now;
    return id;
  };
  const begin = (now: number): string => {
    begun += 1;
    const id = `node0${begun}`;
    sessions.set(id, { usedAt: now });
    return id;
  };
  return {
    issue({ user }, headers, now) {
      const existing = current(headers, now);
      const id = existing ?? begin(now);
      const setCookie = existing === undefined ? `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax` : undefined;
      return { crumb: crumbOf(user, id), setCookie };
    },
    check({ user, authenticatedBy }, headers, now) {
      if (authenticatedBy === 'token') return;
      const id = current(headers, now);
      if (id !== undefined && headers.get(CRUMB_FIELD) === crumbOf(user, id)) return;
      throw new Refusal(403, 'No valid crumb was included in the request');
    },
    expire: () => sessions.clear(),
  };
}

function crumbOf(user: string, session: string): string {
  return createHash('sha256').update(`${user};${session};simulator`).digest('hex');
}
