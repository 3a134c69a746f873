import {
  argument,
  type Door,
  member,
  type ObservedRequest,
  type ObservedResponse,
  statusOutcome,
  textMember,
} from '../door.ts';
import { JENKINS, USER } from '../parts.ts';

/** What a program reads; people look at the rest. */
const API = /\/(?:api\/json|logText\/progressiveText|wfapi\/\w+)$/;

/**
 * Jenkins' remote API. What a browser asks for is not told.
 *
 * @param credentialHolders - Who has which credentials: user and token as `user:token`, and the part that was given them.
 */
export function jenkinsDoor(credentialHolders: ReadonlyMap<string, string>): Door {
  return {
    call(request) {
      if (!isCall(request)) return undefined;
      const from = credentialHolders.get(credentialsOf(request)) ?? USER;
      return { from, to: JENKINS, action: `${request.method} ${request.path}`, detail: detailOf(request) };
    },
    outcome: (response) => statusOutcome(response.status, stateOf(response)),
  };
}

/** Whoever controls the simulator does not call Jenkins. */
function isCall({ method, path }: ObservedRequest): boolean {
  return !path.startsWith('/_control/') && (method !== 'GET' || API.test(path));
}

function credentialsOf(request: ObservedRequest): string {
  const [, encoded = ''] = /^basic (.+)$/i.exec(request.header('authorization') ?? '') ?? [];
  return Buffer.from(encoded, 'base64').toString('utf8');
}

function detailOf({ body }: ObservedRequest): string {
  const environment = textMember(body, 'ENVIRONMENT');
  return environment === undefined ? '' : argument('ENVIRONMENT', environment);
}

/** Which build the answer is about, and where it stands. */
function stateOf({ body }: ObservedResponse): string | undefined {
  const build = member(body, 'number') ?? member(body, 'executable', 'number');
  const state = textMember(body, 'result') ?? textMember(body, 'status') ?? under(body);
  return build === undefined ? state : `#${build}${state === undefined ? '' : ` ${state}`}`;
}

function under(body: unknown): string | undefined {
  return member(body, 'building') === true ? 'running' : undefined;
}
