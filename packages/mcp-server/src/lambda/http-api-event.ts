import * as z from 'zod';
import type { GatewayIdentity } from '../auth/gateway-identity.ts';
import { bodyShape, claimsSchema, type HttpEvent, pairsOf, textOf, valuesSchema } from './http-event.ts';

const eventSchema = z.object({
  ...bodyShape,
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z.string().nullish(),
  cookies: z.array(z.string()).nullish(),
  headers: valuesSchema,
  requestContext: z.object({
    apiId: z.string().nullish(),
    domainName: z.string().nullish(),
    stage: z.string().nullish(),
    http: z.object({ method: z.string(), sourceIp: z.string().nullish() }),
    authorizer: z
      .object({ jwt: z.object({ claims: claimsSchema }).nullish(), lambda: claimsSchema, iam: claimsSchema })
      .nullish(),
  }),
});

type RequestContext = z.output<typeof eventSchema>['requestContext'];

/** Reads an event of an API Gateway HTTP API or a function URL: payload format 2.0. */
export function readHttpApiEvent(event: unknown): HttpEvent | undefined {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const { requestContext } = data;
  const headers = pairsOf(undefined, data.headers);
  if (data.cookies) headers.push(['cookie', data.cookies.join('; ')]);
  return {
    answerAs: 'cookies',
    method: requestContext.http.method,
    path: withoutStage(data.rawPath, requestContext),
    query: data.rawQueryString ?? '',
    headers,
    body: data,
    host: requestContext.domainName ?? undefined,
    gateway: gatewayOf(requestContext),
    remoteAddress: requestContext.http.sourceIp ?? undefined,
  };
}

/** Under its own name, an HTTP API puts a stage other than `$default` before the path. */
function withoutStage(path: string, { apiId, domainName, stage }: RequestContext): string {
  if (!stage || stage === '$default') return path;
  const hasOwnName = domainName?.startsWith(`${apiId}.execute-api.`) ?? false;
  const prefix = `/${stage}`;
  if (!hasOwnName || !(path === prefix || path.startsWith(`${prefix}/`))) return path;
  return path.slice(prefix.length) || '/';
}

function gatewayOf({ authorizer }: RequestContext): GatewayIdentity | undefined {
  const { jwt, lambda, iam } = authorizer ?? {};
  return (
    identityOf('jwt', jwt?.claims, ['sub']) ??
    identityOf('lambda', lambda, ['principalId', 'sub']) ??
    identityOf('iam', iam, ['userArn'])
  );
}

/** Without a subject there is nobody to name, so there is no identity. */
function identityOf(
  kind: GatewayIdentity['kind'],
  claims: z.output<typeof claimsSchema>,
  subjects: readonly string[],
): GatewayIdentity | undefined {
  const subject = subjects.map((name) => textOf(claims, name)).find((text) => text !== undefined);
  return subject === undefined ? undefined : { kind, subject, claims: claims ?? {} };
}
