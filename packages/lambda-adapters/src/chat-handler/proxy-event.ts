import * as z from 'zod';

/** An HTTP request as API Gateway or a function URL passes it on. */
export interface ProxyRequest {
  readonly method: string;
  /** Undefined when it is not text in UTF-8. */
  readonly body: string | undefined;
  /** Who asks, as the authorizer established it; nothing that the caller itself wrote. */
  readonly principal: string | undefined;
}

const texts = z.record(z.string(), z.unknown()).nullish();
const body = { body: z.string().nullish(), isBase64Encoded: z.boolean().nullish() };

/** REST API: payload format 1.0. */
const restEvent = z.object({
  ...body,
  httpMethod: z.string(),
  requestContext: z
    .object({ authorizer: texts, identity: z.object({ userArn: z.string().nullish() }).nullish() })
    .nullish(),
});

/** HTTP API and function URL: payload format 2.0. */
const httpEvent = z.object({
  ...body,
  version: z.literal('2.0'),
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    authorizer: z.object({ jwt: z.object({ claims: texts }).nullish(), lambda: texts, iam: texts }).nullish(),
  }),
});

/** Reads a proxy event of either payload format; returns undefined for any other event. */
export function readProxyEvent(event: unknown): ProxyRequest | undefined {
  const http = httpEvent.safeParse(event);
  if (http.success) {
    const { http: route, authorizer } = http.data.requestContext;
    const principal =
      textIn(authorizer?.jwt?.claims, 'sub') ??
      textIn(authorizer?.lambda, 'principalId') ??
      textIn(authorizer?.iam, 'userArn');
    return { method: route.method.toUpperCase(), body: readBody(http.data), principal };
  }
  const rest = restEvent.safeParse(event);
  if (!rest.success) return undefined;
  const { authorizer, identity } = rest.data.requestContext ?? {};
  const principal =
    textIn(authorizer, 'principalId') ?? textIn(authorizer?.['claims'], 'sub') ?? identity?.userArn ?? undefined;
  return { method: rest.data.httpMethod.toUpperCase(), body: readBody(rest.data), principal };
}

interface ProxyBody {
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | null | undefined;
}

function readBody({ body: content, isBase64Encoded }: ProxyBody): string | undefined {
  if (isBase64Encoded !== true) return content ?? '';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(content ?? '', 'base64'));
  } catch {
    return undefined;
  }
}

function textIn(values: unknown, name: string): string | undefined {
  if (typeof values !== 'object' || values === null) return undefined;
  const value: unknown = Object.entries(values).find(([key]) => key === name)?.[1];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
