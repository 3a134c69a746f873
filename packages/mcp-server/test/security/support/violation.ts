import type { DoorRequest } from '../../support/door-request.ts';
import { mcpRequest } from '../../support/mcp-message.ts';
import type { Refusal, Seen } from './answer.ts';
import { HOST, keyOf, type Person, type World } from './world.ts';

/** How something is asked for through a door. */
export type Way = 'REST' | 'MCP';

export const WAYS: readonly Way[] = ['REST', 'MCP'];

/** Makes a request that violates something; what must come before it, it does or sends through the same door. */
export type Commit = (world: World, send: SendAndSee) => DoorRequest | Promise<DoorRequest>;

/** Sends a request and reads the answer. */
export type SendAndSee = (request: DoorRequest) => Promise<Seen>;

/** Something that somebody tries who must not get through. */
export interface Violation {
  readonly name: string;
  /** What is sent, and what that is answered with. A way that is absent is explained in `gaps`. */
  readonly ways: Readonly<Partial<Record<Way, Attempt>>>;
  /** Where it can't be tried, and why: by a way, a door, or as `REST through Node`. */
  readonly gaps?: Readonly<Record<string, string>> | undefined;
}

export interface Attempt {
  readonly commit: Commit;
  readonly refusal: Refusal;
  /** What happens while it is under way. @defaultValue nothing */
  readonly meanwhile?: ((world: World) => Promise<void>) | undefined;
  /** The log of stdio does not tell of it: the SDK answers it, and nobody but the one at the other end can send it. */
  readonly isUnloggedOverStdio?: boolean | undefined;
  /** Where the refusal of a door is another one. */
  readonly elsewhere?: Readonly<Record<string, Refusal>> | undefined;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** A request over REST. */
export function rest(method: string, path: string, person: Person = 'team', body?: unknown): DoorRequest {
  const headers = { host: HOST, 'x-api-key': keyOf(person), ...(body === undefined ? {} : JSON_TYPE) };
  return { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

/** A request over MCP. */
export function mcp(method: string, params: Record<string, unknown>, person: Person = 'team'): DoorRequest {
  const { uri, taskId } = params;
  const name = uri ?? taskId;
  const headers = { host: HOST, 'x-api-key': keyOf(person), ...(typeof name === 'string' ? { 'mcp-name': name } : {}) };
  return withCapabilities(mcpRequest(method, params, headers), method.startsWith('tasks/'));
}

/** The request of a client that can show forms, and may know tasks. */
function withCapabilities(request: DoorRequest, knowsTasks: boolean): DoorRequest {
  const message = JSON.parse(String(request.body));
  message.params._meta['io.modelcontextprotocol/clientCapabilities'] = {
    elicitation: { form: {} },
    ...(knowsTasks ? { extensions: { 'io.modelcontextprotocol/tasks': {} } } : {}),
  };
  return { ...request, body: JSON.stringify(message) };
}

/** The call of a tool. */
export function callTool(name: string, input: Record<string, unknown>, person: Person = 'team'): DoorRequest {
  return mcp('tools/call', { name, arguments: input }, person);
}

/** A request that starts a run, unless something is wrong with it. */
export function startBy(way: Way, person: Person = 'team', changes: Record<string, unknown> = {}): DoorRequest {
  return way === 'REST'
    ? rest('POST', '/execute', person, { pipeline_type: 'app', environment: 'dev', ...changes })
    : callTool('execute_app_pipeline', { environment: 'dev', ...changes }, person);
}

/** What standard input and output do not have, and why that is no gap in the guard. */
export const NO_STDIO = {
  headers: 'stdio has no headers: the key comes from the environment of the process',
  network: 'stdio has no network: the program at the other end started this process',
  tokens: 'stdio takes an API key only, from the environment',
  bodies: 'stdio has lines and no bodies',
} as const;

/** Something that a guard refuses before it matters what is asked for: the same either way. */
export function guardViolation(
  name: string,
  change: (request: DoorRequest, world: World, send: SendAndSee) => DoorRequest | Promise<DoorRequest>,
  refusal: Refusal,
  { stdio, gaps = {}, elsewhere }: GuardDetails,
): Violation {
  const attempt = (way: Way): Attempt => ({
    commit: (world, send) => change(startBy(way), world, send),
    refusal,
    elsewhere: { ...elsewhere, ...(typeof stdio === 'object' ? { stdio } : {}) },
  });
  return {
    name,
    ways: { REST: attempt('REST'), MCP: attempt('MCP') },
    gaps: { ...gaps, ...(typeof stdio === 'string' ? { stdio } : {}) },
  };
}

export interface GuardDetails {
  /** What it is answered with over stdio; a text: why it can't be tried there. */
  readonly stdio: Refusal | string;
  readonly gaps?: Violation['gaps'];
  readonly elsewhere?: Attempt['elsewhere'];
}

/** Returns a request with other headers; `undefined` leaves one out. */
export function withHeaders(
  request: DoorRequest,
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
): DoorRequest {
  const entries = Object.entries({ ...request.headers, ...changes });
  const headers = Object.fromEntries(
    entries.filter((entry): entry is [string, string | readonly string[]] => entry[1] !== undefined),
  );
  return { ...request, headers };
}
