import * as z from 'zod/mini';
import { type Identity, identityOf } from './identity.ts';

/** What an HTTP request came through; each waits for an answer as long as it does. */
export type HttpDoor = 'rest_api' | 'http_api' | 'function_url';

/** An HTTP request as API Gateway or a function URL passes it on. */
export interface ProxyRequest {
  readonly door: HttpDoor;
  /** In capitals. */
  readonly method: string;
  /** As the client sees it, with the stage. */
  readonly path: string;
  /** Undefined when it is not text in UTF-8. */
  readonly body: string | undefined;
  readonly identity: Identity;
  /** Returns the values of a header, joined by commas. */
  header(name: string): string | undefined;
  /** Returns what the header `Cookie` says. */
  readonly cookies: string;
}

const texts = z.nullish(z.record(z.string(), z.unknown()));
const headers = z.nullish(z.record(z.string(), z.unknown()));
const body = { body: z.nullish(z.string()), isBase64Encoded: z.nullish(z.boolean()) };

/** REST API: payload format 1.0. */
const restEvent = z.object({
  ...body,
  httpMethod: z.string(),
  path: z.nullish(z.string()),
  headers,
  multiValueHeaders: headers,
  requestContext: z.nullish(
    z.object({
      path: z.nullish(z.string()),
      authorizer: texts,
      identity: z.nullish(z.object({ userArn: z.nullish(z.string()) })),
    }),
  ),
});

/** HTTP API and function URL: payload format 2.0. */
const httpEvent = z.object({
  ...body,
  version: z.literal('2.0'),
  rawPath: z.nullish(z.string()),
  headers,
  cookies: z.nullish(z.array(z.string())),
  requestContext: z.object({
    domainName: z.nullish(z.string()),
    http: z.object({ method: z.string(), path: z.nullish(z.string()) }),
    authorizer: z.nullish(z.object({ jwt: z.nullish(z.object({ claims: texts })), lambda: texts, iam: texts })),
  }),
});

/** Reads a proxy event of either payload format; returns undefined for any other event. */
export function readProxyEvent(event: unknown): ProxyRequest | undefined {
  const http = httpEvent.safeParse(event);
  if (http.success) return httpRequest(http.data);
  const rest = restEvent.safeParse(event);
  return rest.success ? restRequest(rest.data) : undefined;
}

const FUNCTION_URL = /\.lambda-url\.[a-z0-9-]+\.on\.aws$/;

function httpRequest(event: z.output<typeof httpEvent>): ProxyRequest {
  const { domainName, http, authorizer } = event.requestContext;
  const header = headerReader(event.headers ?? {});
  return {
    door: FUNCTION_URL.test(domainName ?? '') ? 'function_url' : 'http_api',
    method: http.method.toUpperCase(),
    path: event.rawPath ?? http.path ?? '/',
    body: readBody(event),
    identity: identityOf({ token: authorizer?.jwt?.claims, authorizer: authorizer?.lambda, iam: authorizer?.iam }),
    header,
    cookies: event.cookies?.join('; ') ?? header('cookie') ?? '',
  };
}

function restRequest(event: z.output<typeof restEvent>): ProxyRequest {
  const { path, authorizer, identity } = event.requestContext ?? {};
  const header = headerReader({ ...event.headers, ...event.multiValueHeaders });
  return {
    door: 'rest_api',
    method: event.httpMethod.toUpperCase(),
    path: path ?? event.path ?? '/',
    body: readBody(event),
    identity: identityOf({ token: authorizer?.['claims'], authorizer, iam: identity }),
    header,
    cookies: header('cookie') ?? '',
  };
}

/** Names of headers are spelled in any case. */
function headerReader(given: Readonly<Record<string, unknown>>): ProxyRequest['header'] {
  return (wanted) => {
    const values = Object.entries(given).find(([name]) => name.toLowerCase() === wanted)?.[1];
    const known = [values].flat().filter((value) => typeof value === 'string');
    return known.length === 0 ? undefined : known.join(wanted === 'cookie' ? '; ' : ', ');
  };
}

interface ProxyBody {
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | null | undefined;
}

/** Returns the body as text; undefined where it is not text in UTF-8. */
export function readBody({ body: content, isBase64Encoded }: ProxyBody): string | undefined {
  if (isBase64Encoded !== true) return content ?? '';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(content ?? '', 'base64'));
  } catch {
    return undefined;
  }
}
