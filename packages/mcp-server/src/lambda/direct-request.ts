import * as z from 'zod';
import { validate } from '../http/validate.ts';
import type { HttpEvent } from './http-event.ts';

/**
 * A request as `Lambda.invoke` takes it: what would go over HTTP, as JSON. Serves every operation of the REST API, and
 * `/mcp`.
 *
 * @example
 * ```ts
 * const request: DirectRequest = { method: 'GET', path: '/executions/3f2c', query: { wait: '20' } };
 * await lambda.send(new InvokeCommand({ FunctionName: 'sluice', Payload: JSON.stringify(request) }));
 * ```
 * @public
 */
export interface DirectRequest {
  readonly method: string;
  /** Encoded, such as `/executions/3f2c`. */
  readonly path: string;
  /** Not encoded. */
  readonly query?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A string is sent as it is, everything else as JSON. */
  readonly body?: unknown;
}

const requestSchema = z.strictObject({
  method: z.string().min(1).max(16),
  path: z.string().min(1).max(8192),
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
});

/** Nobody can have this name, and nobody takes it for this machine. */
const HOST = 'direct.invalid';

/** Tells whether a function was invoked with the body of `POST /execute` as it is. */
export function isBareExecute(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'pipeline_type' in event;
}

/**
 * Reads what a function was invoked with: a `DirectRequest`, or the body of `POST /execute`.
 *
 * @throws SluiceError `invalid_request` when it is neither
 */
export function readDirectRequest(event: unknown): HttpEvent {
  if (isBareExecute(event)) return httpEventOf({ method: 'POST', path: '/execute', body: event });
  return httpEventOf(validate(requestSchema, event));
}

function httpEventOf({ method, path, query = {}, headers = {}, body }: z.output<typeof requestSchema>): HttpEvent {
  const pairs = Object.entries(headers);
  const isTyped = pairs.some(([name]) => name.toLowerCase() === 'content-type');
  if (body !== undefined && !isTyped) pairs.push(['content-type', 'application/json']);
  return {
    answerAs: 'values',
    method,
    path,
    query: queryOf(query),
    headers: pairs,
    body: { body: typeof body === 'string' ? body : JSON.stringify(body) },
    host: HOST,
    gateway: { kind: 'direct', subject: 'invoke', claims: {} },
    remoteAddress: undefined,
  };
}

function queryOf(query: Readonly<Record<string, string | readonly string[]>>): string {
  const pairs = Object.entries(query).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  return new URLSearchParams(pairs as [string, string][]).toString();
}
