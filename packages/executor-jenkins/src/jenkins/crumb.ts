import { crumbSchema } from '../answers.ts';
import type { Call } from '../client.ts';
import { nonsenseError } from '../errors.ts';
import { jsonOf } from './json.ts';
import type { JenkinsAnswer } from './transport.ts';

/** The crumb that POSTs with a password must bring, and the cookie of the session that it is good for. */
export interface CrumbJar {
  /** Returns the headers for a POST; fetches them when there are none yet. */
  headers(call: Call): Promise<Readonly<Record<string, string>>>;
  /** Fetches others, where Jenkins wants those no more. */
  renew(call: Call): Promise<Readonly<Record<string, string>>>;
}

/** What is being done while nothing of the request itself has been sent. */
const BEFORE: Readonly<Partial<Record<Call['action'], Call['action']>>> = { start: 'check', answer: 'approvals' };

/**
 * Makes a jar without a crumb.
 *
 * @param getIfThere - makes a request; undefined for a 404, which is how Jenkins says that it wants no crumbs
 */
export function createCrumbJar(
  getIfThere: (call: Call, request: { readonly path: string }) => Promise<JenkinsAnswer | undefined>,
): CrumbJar {
  let kept: Readonly<Record<string, string>> | undefined;

  async function renew(call: Call): Promise<Readonly<Record<string, string>>> {
    const before: Call = { ...call, action: BEFORE[call.action] ?? call.action };
    const answer = await getIfThere(before, { path: '/crumbIssuer/api/json' });
    kept = answer === undefined ? {} : headersOf(before, answer);
    return kept;
  }
  return {
    headers: async (call) => kept ?? (await renew(call)),
    renew,
  };
}

function headersOf(call: Call, answer: JenkinsAnswer): Readonly<Record<string, string>> {
  const { crumb, crumbRequestField } = jsonOf(call, answer, crumbSchema);
  if (!/^[\w-]+$/.test(crumbRequestField) || !/^[\x21-\x7e]+$/.test(crumb)) throw nonsenseError(call);
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  return { [crumbRequestField]: crumb, ...(cookie.length === 0 ? {} : { cookie: cookie.join('; ') }) };
}
