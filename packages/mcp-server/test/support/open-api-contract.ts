import { checkedEvents } from './checked-events.ts';
import {
  type DocumentedResponse,
  documentedOperations,
  type JsonObject,
  operationOf,
  PROBLEM,
  typeOf,
} from './open-api-document.ts';

/** Every answer that the document promises, such as `execute 202`. */
export const documentedResponses: readonly string[] = documentedOperations.flatMap(({ operationId, responses }) =>
  Object.keys(responses).map((status) => `${operationId} ${status}`),
);

export interface SeenResponse {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** Empty where there is none. */
  readonly body: string;
}

/** Throws when an answer is not one of those that the document promises, or has another shape. */
export function checkAgainstDocument(seen: SeenResponse): void {
  const content = checkHead(seen);
  if (seen.method === 'HEAD') return;
  if (content === undefined) {
    if (seen.body !== '') throw violation(seen, 'has a body where there is none');
    return;
  }
  const body: unknown = isJson(seen.headers) ? JSON.parse(seen.body) : seen.body;
  const result = typeOf(content.schema).safeParse(body);
  if (!result.success) throw violation(seen, `has a body that is not as documented: ${result.error.message}`);
}

/** Fetches, and checks whatever comes back against the document. */
export async function checkedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  return checkedResponse(request, await fetch(request));
}

/** Returns an answer that is as documented: all of it is checked before, a stream as it is read. */
export async function checkedResponse(request: Request, response: Response): Promise<Response> {
  const { method, url } = request;
  const { status, headers } = response;
  const seen = { method, path: new URL(url).pathname, status, headers };
  if (mediaTypeOf(headers) !== 'text/event-stream' || response.body === null) {
    checkAgainstDocument({ ...seen, body: await response.clone().text() });
    return response;
  }
  checkHead({ ...seen, body: '' });
  return new Response(response.body.pipeThrough(checkedEvents(operationOf(method, seen.path))), response);
}

/** Checks all but the body, and returns what that must be. */
function checkHead(seen: SeenResponse): { readonly schema: JsonObject } | undefined {
  const response = documentedResponse(seen);
  for (const [name, { schema, required }] of Object.entries(response.headers ?? {})) {
    const value = seen.headers.get(name);
    if (value === null && required === false) continue;
    const read = schema['type'] === 'integer' && value !== null ? Number(value) : value;
    if (!typeOf(schema).safeParse(read).success) throw violation(seen, `has ${name}: ${value}`);
  }
  if (response.content === undefined) return undefined;
  const mediaType = mediaTypeOf(seen.headers);
  const content = response.content[mediaType ?? 'none'];
  if (content === undefined) throw violation(seen, `is ${mediaType}, not ${Object.keys(response.content)}`);
  return content;
}

function documentedResponse(seen: SeenResponse): DocumentedResponse {
  const operation = operationOf(seen.method, seen.path.split('?')[0] ?? seen.path);
  if (operation === undefined && seen.status < 400) throw violation(seen, 'is from a path that the document lacks');
  const response = operation === undefined ? PROBLEM : operation.responses[seen.status];
  if (response === undefined) throw violation(seen, 'has a status that the document lacks');
  return response;
}

function isJson(headers: Headers): boolean {
  return /^application\/(?:\w+\+)?json$/.test(mediaTypeOf(headers) ?? '');
}

function mediaTypeOf(headers: Headers): string | undefined {
  return headers.get('content-type')?.split(';')[0];
}

function violation({ method, path, status }: SeenResponse, what: string): Error {
  return new Error(`The answer ${status} to ${method} ${path} ${what}`);
}
