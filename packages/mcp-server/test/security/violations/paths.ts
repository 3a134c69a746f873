import type { Refusal } from '../support/answer.ts';
import { guardViolation, NO_STDIO, startBy, type Violation } from '../support/violation.ts';

const UNREADABLE = { status: 400, code: 'invalid_request' };
const NOTHING = { status: 404, code: 'not_found' };
const WRONG_METHOD = { status: 405, code: 'invalid_request' };

function pathViolation(shape: string, refusal: Refusal, gaps: Violation['gaps'] = {}): Violation {
  return guardViolation(
    `the path ${shape}`,
    (request) => ({ ...request, path: shape.replace('{path}', request.path.slice(1)) }),
    refusal,
    { stdio: NO_STDIO.network, gaps },
  );
}

function methodViolation(method: string, headers: Record<string, string>): Violation {
  return guardViolation(
    `${method} with a method that overrides it`,
    (request) => ({
      method,
      path: `${request.path}?_method=POST`,
      headers: { ...request.headers, ...headers, 'content-length': '0' },
    }),
    WRONG_METHOD,
    { stdio: NO_STDIO.network },
  );
}

const OVERRIDE = { 'x-http-method-override': 'POST', 'x-http-method': 'POST', 'x-method-override': 'POST' };

/** Requests with a right key, for paths that a proxy in front could take for others. */
export const PATH_VIOLATIONS: readonly Violation[] = [
  pathViolation('//{path}', UNREADABLE),
  pathViolation('/./{path}', UNREADABLE),
  pathViolation('/%2e/{path}', UNREADABLE),
  pathViolation('/healthz/../{path}', UNREADABLE),
  pathViolation('/healthz/..;/{path}', UNREADABLE),
  pathViolation('/healthz/%2e%2e/{path}', UNREADABLE),
  pathViolation('/healthz/..%2f{path}', UNREADABLE),
  pathViolation('/healthz%2f..%2f{path}', UNREADABLE),
  pathViolation('/healthz%5c..%5c{path}', UNREADABLE),
  pathViolation('/healthz\\..\\{path}', UNREADABLE),
  pathViolation('/{path}%00', UNREADABLE),
  pathViolation('/{path}%0d%0aX-API-Key:%20x', UNREADABLE),
  pathViolation('/{path}/', NOTHING),
  pathViolation('/{path};a=b', NOTHING),
  pathViolation('/{path}%20', NOTHING),
  pathViolation('/{path}.json', NOTHING),
  pathViolation('/healthz/{path}', NOTHING),
  pathViolation('/webhooks/ci/{path}', NOTHING),
  guardViolation('the path in capitals', (request) => ({ ...request, path: request.path.toUpperCase() }), NOTHING, {
    stdio: NO_STDIO.network,
  }),
  methodViolation('GET', OVERRIDE),
  methodViolation('DELETE', OVERRIDE),
  methodViolation('OPTIONS', { ...OVERRIDE, 'access-control-request-method': 'POST' }),
  {
    name: 'a pipeline in the path that the body does not name',
    ways: { REST: { commit: () => ({ ...startBy('REST'), path: '/execute/bootstrap' }), refusal: NOTHING } },
    gaps: { MCP: 'there is one path for all of MCP' },
  },
];
