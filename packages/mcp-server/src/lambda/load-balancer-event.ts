import * as z from 'zod';
import { bodyShape, type HttpEvent, listsSchema, pairsOf, valuesSchema } from './http-event.ts';

const eventSchema = z.object({
  ...bodyShape,
  httpMethod: z.string(),
  path: z.string(),
  headers: valuesSchema,
  multiValueHeaders: listsSchema,
  queryStringParameters: valuesSchema,
  multiValueQueryStringParameters: listsSchema,
  requestContext: z.object({ elb: z.object({}) }),
});

/**
 * Reads an event of an Application Load Balancer, with or without multi-value headers. It says nothing of who asks: what
 * it knows from a sign-in stands in a signed header, which an authenticator may read.
 */
export function readLoadBalancerEvent(event: unknown): HttpEvent | undefined {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const headers = pairsOf(data.multiValueHeaders, data.headers);
  return {
    answerAs: data.multiValueHeaders ? 'lists' : 'values',
    method: data.httpMethod,
    path: data.path,
    // Load balancers hand the query over as it was sent, unlike API Gateway.
    query: pairsOf(data.multiValueQueryStringParameters, data.queryStringParameters)
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
    headers,
    body: data,
    host: undefined,
    gateway: undefined,
    remoteAddress: lastForwarder(headers),
  };
}

/** The load balancer adds the address of its caller at the end; what stands before was written by others. */
function lastForwarder(headers: readonly (readonly [string, string])[]): string | undefined {
  const values = headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value);
  return values.join(',').split(',').at(-1)?.trim() || undefined;
}
