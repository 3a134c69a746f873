import type { DoorRequest } from '../../support/door-request.ts';
import type { Refusal } from '../support/answer.ts';
import { guardViolation, NO_STDIO, startBy, type Violation, withHeaders } from '../support/violation.ts';
import { BODY_TIMEOUT_MS, type World } from '../support/world.ts';

const INVALID = { status: 400, code: 'invalid_request' };
const TOO_SLOW = { status: 408, code: 'request_timeout' };
const TOO_LARGE = { status: 413, code: 'request_too_large' };
const NO_BYTES = 'what invokes a function directly sends text';
/** More than any request needs. */
const LEVELS = 40;
/** As the SDK does: what else is written there by mistake must not end the connection. */
const READ_OVER = 'a line that is no JSON is read over, and the next one answered: test/security/harmless.test.ts';

function bodyViolation(
  name: string,
  bodyOf: (body: string) => string | Uint8Array,
  refusal: Refusal,
  stdio: Refusal | string,
  gaps: Violation['gaps'] = {},
): Violation {
  const change = (request: DoorRequest): DoorRequest => ({ ...request, body: bodyOf(String(request.body)) });
  return guardViolation(name, change, refusal, { stdio, gaps });
}

function headerViolation(name: string, headers: Record<string, string>): Violation {
  return guardViolation(name, (request) => withHeaders(request, headers), INVALID, { stdio: NO_STDIO.headers });
}

/** Puts a member into the request for an execution, or the arguments of the call. */
function withMember(body: string, member: string): string {
  return body.replace('"environment":"dev"', `"environment":"dev",${member}`);
}

/** Puts an object where any object may stand. */
function withObject(body: string, object: string): string {
  return withMember(body, body.includes('jsonrpc') ? `"options":${object}` : `"parameters":{"options":${object}}`);
}

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}

/** Bodies that are too large, too deep, or no request at all. */
export const BODY_VIOLATIONS: readonly Violation[] = [
  bodyViolation('an oversized body', (body) => withObject(body, `{"a":"${'x'.repeat(64 * 1024)}"}`), TOO_LARGE, {
    tool: 'request_too_large',
  }),
  bodyViolation('an oversized body of blanks', (body) => `${body}${' '.repeat(64 * 1024)}`, TOO_LARGE, NO_STDIO.bodies),
  bodyViolation('malformed JSON', (body) => body.slice(0, -1), INVALID, READ_OVER),
  bodyViolation('an empty body', () => '', INVALID, NO_STDIO.bodies),
  bodyViolation('two messages in a body', (body) => `${body}\n${body}`, INVALID, NO_STDIO.bodies),
  bodyViolation('a batch', (body) => `[${body},${body}]`, INVALID, { rpc: -32_600 }),
  bodyViolation('an empty batch', () => '[]', INVALID, { rpc: -32_600 }),
  bodyViolation('a byte order mark', (body) => `\ufeff\ufeff${body}`, INVALID, READ_OVER),
  bodyViolation(
    'a body that is not UTF-8',
    (body) => Buffer.from(withMember(body, '"tenant_id":"\xff"'), 'latin1'),
    INVALID,
    NO_STDIO.bodies,
    { 'direct invocation': NO_BYTES },
  ),
  bodyViolation('a body that is nested too deeply', (body) => withObject(body, nested(LEVELS)), INVALID, {
    tool: 'invalid_request',
  }),
  bodyViolation(
    'a body with a prototype',
    (body) => withMember(body, '"__proto__":{"scopes":["admin"]}'),
    INVALID,
    'the key is dropped as the line is read: test/security/harmless.test.ts',
  ),
  headerViolation('a body that is no JSON by its type', { 'content-type': 'text/plain' }),
  headerViolation('a body of a web form', { 'content-type': 'application/x-www-form-urlencoded' }),
  headerViolation('a body of a type that begins like JSON', { 'content-type': 'application/json-seq' }),
  headerViolation('a compressed body', { 'content-encoding': 'gzip' }),
  headerViolation('a body that is compressed twice', { 'content-encoding': 'identity, br' }),
  {
    name: 'a slow body',
    ways: {
      REST: { commit: () => slow(startBy('REST')), meanwhile: untilLate, refusal: TOO_SLOW },
      MCP: { commit: () => slow(startBy('MCP')), meanwhile: untilLate, refusal: TOO_SLOW },
    },
    gaps: Object.fromEntries(
      [
        'REST API',
        'HTTP API',
        'HTTP API with a stage',
        'function URL',
        'load balancer',
        'load balancer with multi-value headers',
        'streaming function URL',
        'direct invocation',
      ]
        .map((door) => [door, 'the gateway waits for the body, and hands it over whole'])
        .concat([['stdio', NO_STDIO.bodies]]),
    ),
  },
];

/** A request whose body never ends. */
function slow(request: DoorRequest): DoorRequest {
  return withHeaders(request, { 'content-length': '4096' });
}

async function untilLate({ clock }: World): Promise<void> {
  await clock.untilSleeping(BODY_TIMEOUT_MS);
  await clock.advance(BODY_TIMEOUT_MS);
}

function mismatch(name: string, headers: Record<string, string | undefined>, refusal: Refusal): Violation {
  return {
    name,
    ways: { MCP: { commit: () => withHeaders(startBy('MCP'), headers), refusal } },
    gaps: { REST: ONLY_MCP, stdio: NO_STDIO.headers },
  };
}

const ONLY_MCP = 'only MCP repeats parts of its body in headers';
const MISMATCH = { rpc: -32_020 };

/** Requests whose headers say something else than their bodies, which is what a proxy in front would go by. */
export const MISMATCHES: readonly Violation[] = [
  mismatch('another method in the header', { 'mcp-method': 'tools/list' }, MISMATCH),
  mismatch('another tool in the header', { 'mcp-name': 'get_execution' }, MISMATCH),
  mismatch('another version in the header', { 'mcp-protocol-version': '2025-11-25' }, MISMATCH),
  mismatch('a version that there is not', { 'mcp-protocol-version': '2099-01-01' }, MISMATCH),
  mismatch('no method in the header', { 'mcp-method': undefined }, MISMATCH),
  mismatch('no tool in the header', { 'mcp-name': undefined }, MISMATCH),
  mismatch('two tools in the header', { 'mcp-name': 'get_execution, execute_app_pipeline' }, MISMATCH),
  mismatch('a prototype in the header', { 'mcp-name': '__proto__' }, MISMATCH),
  {
    name: 'headers of one era over a body of the other',
    ways: { MCP: { commit: () => withoutEnvelope(startBy('MCP')), refusal: { rpc: -32_602 } } },
    gaps: { REST: ONLY_MCP, stdio: NO_STDIO.headers },
  },
];

function withoutEnvelope(request: DoorRequest): DoorRequest {
  const { params, ...message } = JSON.parse(String(request.body));
  const { _meta, ...bare } = params;
  return { ...request, body: JSON.stringify({ ...message, params: bare }) };
}
