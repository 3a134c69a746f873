import { hashApiKey } from '../../../src/index.ts';
import { guardViolation, NO_STDIO, type Violation, withHeaders } from '../support/violation.ts';
import { keyOf } from '../support/world.ts';

const UNKNOWN = { status: 401, code: 'unauthenticated' };
const NOT_SERVED = { thrown: 'unauthenticated' };
const RIGHT = keyOf('team');
const WRONG = 'key-that-nobody-has-00';

function keyViolation(name: string, key: string | readonly string[] | undefined, stdio?: string): Violation {
  const details = { stdio: stdio ?? NOT_SERVED };
  return guardViolation(name, (request) => withHeaders(request, { 'x-api-key': key }), UNKNOWN, details);
}

function headerViolation(name: string, headers: Record<string, string>): Violation {
  const change: Parameters<typeof guardViolation>[1] = (request) =>
    withHeaders(request, { 'x-api-key': undefined, ...headers });
  return guardViolation(name, change, UNKNOWN, { stdio: NO_STDIO.headers });
}

/** API keys that are none, or stand where no key belongs. */
export const API_KEY_VIOLATIONS: readonly Violation[] = [
  keyViolation('no key', undefined),
  keyViolation('an empty key', ''),
  keyViolation('a wrong key', WRONG),
  keyViolation('an expired key', keyOf('former')),
  keyViolation('a key that lacks its last character', RIGHT.slice(0, -1)),
  keyViolation('a key in capitals', RIGHT.toUpperCase()),
  keyViolation('a key in quotes', `"${RIGHT}"`),
  keyViolation('a key with letters beyond ASCII', `${RIGHT}é`),
  keyViolation('the hash of a key', hashApiKey(RIGHT)),
  keyViolation('two keys in a header', `${RIGHT},${RIGHT}`),
  keyViolation('two headers with keys', [RIGHT, WRONG], NO_STDIO.headers),
  keyViolation('the name of a prototype for a key', '__proto__constructor'),
  headerViolation('a wrong key as a bearer', { authorization: `Bearer ${WRONG}` }),
  headerViolation('an expired key as a bearer', { authorization: `Bearer ${keyOf('former')}` }),
  headerViolation('a wrong key beside a right bearer', { 'x-api-key': WRONG, authorization: `Bearer ${RIGHT}` }),
  headerViolation('a key with another scheme', { authorization: `Basic ${RIGHT}` }),
  headerViolation('a key without a scheme', { authorization: RIGHT }),
  headerViolation('two bearers in a header', { authorization: `Bearer ${RIGHT}, Bearer ${RIGHT}` }),
  headerViolation('a key in a cookie', { cookie: `x-api-key=${RIGHT}` }),
  headerViolation('a key in a header that proxies write', { 'x-forwarded-api-key': RIGHT, forwarded: RIGHT }),
  guardViolation(
    'a key in the query',
    (request) => ({
      ...withHeaders(request, { 'x-api-key': undefined }),
      path: `${request.path}?x-api-key=${RIGHT}&api_key=${RIGHT}`,
    }),
    UNKNOWN,
    { stdio: NO_STDIO.headers },
  ),
];
