import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import {
  createTaskSessionFromClient,
  type RawClientDispatch,
  type TaskEnabledSession,
} from '@modelcontextprotocol/ext-tasks/client';
import type { JsonValue } from '@modelcontextprotocol/ext-tasks/core';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioClientTransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpClientTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { onTestFinished } from 'vitest';

/** A server over HTTP, or a command that serves on its standard input and output. */
export type McpTarget = HttpTarget | CommandTarget;

export interface HttpTarget {
  /** Of the MCP endpoint itself. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface CommandTarget {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** `legacy` opens with a handshake, `auto` asks the server, `modern` speaks 2026-07-28 and nothing else. */
export type ClientEra = 'legacy' | 'auto' | 'modern';

export const MODERN_VERSION = '2026-07-28';
export const TASKS = 'io.modelcontextprotocol/tasks';

const INFO = { name: 'test-client', version: '1.0.0' };

/** Answers a form that the server asks for. */
export type AnswerForm = (form: { readonly message: string }) => {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Record<string, string | number | boolean | string[]>;
};

export interface ConnectOptions {
  /** Declares the capability too. @defaultValue the client shows no forms */
  readonly answerForm?: AnswerForm | undefined;
}

/** Connects the SDK's client of today; closed when the test is over. */
export async function connectClient(
  target: McpTarget,
  era: ClientEra,
  { answerForm }: ConnectOptions = {},
): Promise<Client> {
  const client = new Client(INFO, {
    versionNegotiation: { mode: era === 'modern' ? { pin: MODERN_VERSION } : era },
    ...(answerForm === undefined ? {} : { capabilities: { elicitation: { form: {} } } }),
  });
  if (answerForm !== undefined) {
    client.setRequestHandler('elicitation/create', ({ params }) => answerForm({ message: params.message }));
  }
  await client.connect(transportTo(target));
  onTestFinished(() => client.close());
  return client;
}

function transportTo(target: McpTarget): StdioClientTransport | StreamableHTTPClientTransport {
  if ('url' in target) return new StreamableHTTPClientTransport(new URL(target.url), requestInitOf(target));
  return new StdioClientTransport(processOf(target));
}

/** Connects a client of the SDK's version 1, which knows nothing after 2025-11-25; closed when the test is over. */
export async function connectClientV1(target: McpTarget): Promise<ClientV1> {
  const client = new ClientV1(INFO);
  const transport =
    'url' in target
      ? new HttpClientTransportV1(new URL(target.url), requestInitOf(target))
      : new StdioClientTransportV1(processOf(target));
  // Its own types don't agree with each other under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  onTestFinished(() => client.close());
  return client;
}

function requestInitOf({ headers = {} }: HttpTarget): { requestInit: RequestInit } {
  return { requestInit: { headers: { ...headers } } };
}

function processOf({ command, args, env }: CommandTarget): {
  command: string;
  args: string[];
  stderr: 'inherit';
  env?: Record<string, string>;
} {
  return { command, args: [...args], stderr: 'inherit', ...(env === undefined ? {} : { env: { ...env } }) };
}

/** Opens a session of the official requester of tasks; closed when the test is over. */
export async function openTaskSession(target: HttpTarget): Promise<TaskEnabledSession> {
  const client = await connectClient(target, 'modern');
  const session = createTaskSessionFromClient(client, {
    endpointId: 'test',
    rawDispatch: dispatchTo(target),
    v2RequestFraming: {
      protocolVersion: MODERN_VERSION,
      clientInfo: INFO,
      clientCapabilities: { elicitation: { form: {} }, extensions: { [TASKS]: {} } },
    },
  });
  onTestFinished(() => session.close());
  return session;
}

/** The client refuses results of type `task`; the requester sends its requests itself. */
function dispatchTo(target: HttpTarget): RawClientDispatch {
  return async (request) => {
    const { method, params } = request as { method: string; params: Record<string, JsonValue> };
    const { error, result = {} } = await postModern(target, method, params);
    return error === undefined ? { kind: 'result', result } : { kind: 'error', error };
  };
}

export interface JsonRpcAnswer {
  readonly id?: string | number | null;
  readonly result?: Record<string, JsonValue> | undefined;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: JsonValue } | undefined;
}

/** Sends a request of 2026-07-28 with the headers and the envelope that it needs, and reads its last message. */
export async function postModern(
  target: HttpTarget,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  capabilities: Readonly<Record<string, unknown>> = {},
): Promise<JsonRpcAnswer> {
  const response = await fetch(target.url, {
    method: 'POST',
    headers: { ...modernHeaders(method, params), ...target.headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: withEnvelope(params, capabilities) }),
  });
  return lastMessage(await response.text());
}

/** Returns the headers that a request of 2026-07-28 needs. */
export function modernHeaders(method: string, params: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const name = params['name'] ?? params['uri'] ?? params['taskId'];
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': MODERN_VERSION,
    'mcp-method': method,
    ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
  };
}

/** Adds the envelope of 2026-07-28 to the parameters of a request, unless they have one. */
export function withEnvelope(
  params: Readonly<Record<string, unknown>> = {},
  capabilities: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
    'io.modelcontextprotocol/clientInfo': INFO,
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  return { ...params, _meta: { ...envelope, ...(params['_meta'] as object | undefined) } };
}

/** Reads an answer, which is JSON or a stream of events. */
export function lastMessage(text: string): JsonRpcAnswer {
  return messagesOf(text).at(-1) as JsonRpcAnswer;
}

/** Reads all messages of an answer, which is JSON or a stream of events. */
export function messagesOf(text: string): Record<string, unknown>[] {
  if (text.startsWith('{')) return [JSON.parse(text)];
  const lines = text.split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

export interface Inspection {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the inspector's command line, which is strict about the schemas of tools when it lists them. */
export function inspect(
  target: McpTarget,
  era: ClientEra,
  method: string,
  options: readonly string[] = [],
): Promise<Inspection> {
  const strict = method === 'tools/list' ? ['--strict'] : [];
  const where =
    'url' in target
      ? [target.url, '--transport', 'http', ...Object.entries(target.headers ?? {}).flatMap(headerOption)]
      : [
          ...Object.entries(target.env ?? {}).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
          target.command,
          ...target.args,
        ];
  const command = [
    inspectorPath(),
    '--cli',
    ...where,
    '--protocol-era',
    era,
    '--method',
    method,
    ...strict,
    ...options,
  ];
  return new Promise((done) => {
    const child = execFile(process.execPath, command, { maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      done({ exitCode: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

function headerOption([name, value]: [string, string]): string[] {
  return ['--header', `${name}: ${value}`];
}

function inspectorPath(): string {
  const manifest = createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json');
  return join(dirname(manifest), 'clients', 'launcher', 'build', 'index.js');
}
