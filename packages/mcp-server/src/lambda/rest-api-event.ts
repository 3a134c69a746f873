import * as z from 'zod';
import type { GatewayIdentity } from '../auth/gateway-identity.ts';
import { bodyShape, claimsSchema, type HttpEvent, listsSchema, pairsOf, textOf, valuesSchema } from './http-event.ts';

const eventSchema = z.object({
  ...bodyShape,
  httpMethod: z.string(),
  path: z.string(),
  headers: valuesSchema,
  multiValueHeaders: listsSchema,
  queryStringParameters: valuesSchema,
  multiValueQueryStringParameters: listsSchema,
  requestContext: z.object({
    domainName: z.string().nullish(),
    authorizer: claimsSchema,
    identity: z
      .object({ sourceIp: z.string().nullish(), userArn: z.string().nullish(), accountId: z.string().nullish() })
      .nullish(),
  }),
});

type RestApiEvent = z.output<typeof eventSchema>;

/** Reads an event of an API Gateway REST API, or of an HTTP API with the payload format 1.0. */
export function readRestApiEvent(event: unknown): HttpEvent | undefined {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const { requestContext } = data;
  return {
    answerAs: 'lists',
    method: data.httpMethod,
    // Without the stage, which only requestContext.path has.
    path: data.path,
    query: queryOf(data),
    headers: pairsOf(data.multiValueHeaders, data.headers),
    body: data,
    host: requestContext.domainName ?? undefined,
    gateway: gatewayOf(requestContext),
    remoteAddress: requestContext.identity?.sourceIp ?? undefined,
  };
}

/** REST APIs hand the query over decoded. */
function queryOf({ multiValueQueryStringParameters, queryStringParameters }: RestApiEvent): string {
  return new URLSearchParams(pairsOf(multiValueQueryStringParameters, queryStringParameters)).toString();
}

function gatewayOf({ authorizer, identity }: RestApiEvent['requestContext']): GatewayIdentity | undefined {
  // A Lambda authorizer always names one; its context holds texts only, so the claims are those of a Cognito authorizer.
  const principalId = textOf(authorizer, 'principalId');
  if (principalId !== undefined) return { kind: 'lambda', subject: principalId, claims: authorizer ?? {} };
  const claims = claimsSchema.safeParse(authorizer?.['claims']).data ?? undefined;
  const subject = textOf(claims, 'sub');
  if (claims !== undefined && subject !== undefined) return { kind: 'jwt', subject, claims };
  const arn = identity?.userArn ?? '';
  return arn === '' ? undefined : { kind: 'iam', subject: arn, claims: { accountId: identity?.accountId } };
}
